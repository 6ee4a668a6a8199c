package org.jackfield.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jackfield.engine.config.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The folders of one engine, found.
 *
 * @param config the configuration's file or folder; empty when there is none
 * @param plugins the home's plugins; empty when there is no home
 * @param shippedList the list of the plugins that the home was built with; empty when there is none
 * @param folders where things are kept
 */
record Places(
    Optional<Path> config, List<Path> plugins, Optional<Path> shippedList, Folders folders) {

  /** What was given wins over what the environment names, which wins over the usual places. */
  static Places find(
      Environment environment,
      @Nullable Path config,
      @Nullable Path home,
      @Nullable Folders folders) {
    Optional<Path> homeFolder =
        Optional.ofNullable(home).or(() -> environment.find("JACKFIELD_HOME").map(Path::of));
    Optional<Path> root =
        Optional.ofNullable(config)
            .or(() -> environment.find("JACKFIELD_CONFIG").map(Path::of))
            .or(() -> homeFolder.map(folder -> folder.resolve("config")).filter(Files::exists));
    Folders kept =
        folders != null ? folders : UserFolders.of(environment, configFolder(root.orElse(null)));
    List<Path> plugins =
        homeFolder.map(folder -> folder.resolve("plugins")).filter(Files::isDirectory).stream()
            .toList();
    Optional<Path> shippedList = homeFolder.map(folder -> folder.resolve("lib/plugins.sha256"));
    return new Places(root, plugins, shippedList, kept);
  }

  /**
   * The file of settings that commands changed: one for each configuration, told apart by where it
   * is, a folder and its main file being the same.
   */
  Path overlay() {
    Path folder = folders.data().resolve("overrides");
    if (config.isEmpty()) {
      return folder.resolve("environment.yaml");
    }
    Path root = config.get().toAbsolutePath().normalize();
    if (root.endsWith(ConfigSource.MAIN_FILE) && root.getParent() != null) {
      root = root.getParent();
    }
    String name = String.valueOf(root.getFileName()).replaceFirst("\\.ya?ml$", "");
    String place = UUID.nameUUIDFromBytes(root.toString().getBytes(UTF_8)).toString();
    return folder.resolve(name + "-" + place.substring(0, 8) + ".yaml");
  }

  private static Path configFolder(@Nullable Path root) {
    if (root == null) {
      return Path.of("").toAbsolutePath();
    }
    Path absolute = root.toAbsolutePath();
    Path parent = absolute.getParent();
    return Files.isDirectory(absolute) || parent == null ? absolute : parent;
  }
}
