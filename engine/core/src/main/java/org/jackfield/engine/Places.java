package org.jackfield.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folders of one engine, found.
 *
 * @param config the configuration's file or folder; empty when there is none
 * @param plugins the home's plugins; empty when there is no home
 * @param folders where things are kept
 */
record Places(Optional<Path> config, List<Path> plugins, Folders folders) {

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
    return new Places(root, plugins, kept);
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
