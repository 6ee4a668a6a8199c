package org.jackfield.models;

import java.nio.file.Path;
import java.util.Locale;
import org.jackfield.engine.Environment;

/**
 * Where the user's things are kept: {@code JACKFIELD_CACHE} and {@code JACKFIELD_DATA}, else the
 * system's custom: the XDG base directories (https://specifications.freedesktop.org/basedir/), on
 * macOS {@code ~/Library}, on Windows {@code %LOCALAPPDATA%}. Immutable; creates nothing.
 *
 * @param cache what can be had again
 * @param data what must last
 */
public record UserFolders(Path cache, Path data) {
  /** The folders of the user this process runs as. */
  public static UserFolders of(Environment environment) {
    return of(
        environment,
        System.getProperty("os.name", ""),
        Path.of(System.getProperty("user.home", ".")));
  }

  /** The folders of a user with that home on that system, the value of {@code os.name}. */
  public static UserFolders of(Environment environment, String osName, Path home) {
    String os = osName.toLowerCase(Locale.ROOT);
    UserFolders custom =
        os.startsWith("windows") ? windows(environment, home) : xdg(environment, home);
    if (os.startsWith("mac") && !anyXdg(environment)) {
      custom =
          new UserFolders(
              home.resolve("Library/Caches/jackfield"),
              home.resolve("Library/Application Support/jackfield"));
    }
    return new UserFolders(
        environment.find("JACKFIELD_CACHE").map(Path::of).orElse(custom.cache).toAbsolutePath(),
        environment.find("JACKFIELD_DATA").map(Path::of).orElse(custom.data).toAbsolutePath());
  }

  private static boolean anyXdg(Environment environment) {
    return environment.find("XDG_CACHE_HOME").isPresent()
        || environment.find("XDG_DATA_HOME").isPresent();
  }

  private static UserFolders xdg(Environment environment, Path home) {
    return new UserFolders(
        absolute(environment, "XDG_CACHE_HOME", home.resolve(".cache")).resolve("jackfield"),
        absolute(environment, "XDG_DATA_HOME", home.resolve(".local/share")).resolve("jackfield"));
  }

  /** The XDG specification says to ignore a relative path. */
  private static Path absolute(Environment environment, String variable, Path otherwise) {
    return environment.find(variable).map(Path::of).filter(Path::isAbsolute).orElse(otherwise);
  }

  private static UserFolders windows(Environment environment, Path home) {
    Path local =
        environment.find("LOCALAPPDATA").map(Path::of).orElse(home.resolve("AppData/Local"));
    Path own = local.resolve("jackfield");
    return new UserFolders(own.resolve("cache"), own.resolve("data"));
  }
}
