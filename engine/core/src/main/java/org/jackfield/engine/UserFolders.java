package org.jackfield.engine;

import java.nio.file.Path;
import java.util.Locale;

/**
 * The user's own folders, by the conventions of the system: XDG Base Directory on Linux, {@code
 * ~/Library} on macOS, {@code LOCALAPPDATA} on Windows.
 */
final class UserFolders {
  private static final String NAME = "jackfield";

  private UserFolders() {}

  static Folders of(Environment environment, Path config) {
    return new Folders(
        config,
        environment
            .find("JACKFIELD_DATA")
            .map(Path::of)
            .orElseGet(
                () -> usual(environment, "XDG_DATA_HOME", ".local/share", "Application Support")),
        environment
            .find("JACKFIELD_CACHE")
            .map(Path::of)
            .orElseGet(() -> usual(environment, "XDG_CACHE_HOME", ".cache", "Caches")));
  }

  private static Path usual(
      Environment environment, String variable, String underHome, String underLibrary) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    Path home = Path.of(environment.find("HOME").orElse(System.getProperty("user.home", ".")));
    if (environment.find(variable).isPresent()) {
      return Path.of(environment.find(variable).get()).resolve(NAME);
    }
    if (system.contains("mac")) {
      return home.resolve("Library").resolve(underLibrary).resolve(NAME);
    }
    if (system.contains("windows")) {
      return environment
          .find("LOCALAPPDATA")
          .map(Path::of)
          .orElse(home)
          .resolve(NAME)
          .resolve(underLibrary.equals("Caches") ? "cache" : "data");
    }
    return home.resolve(underHome).resolve(NAME);
  }
}
