package org.jackfield.engine.reload;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How the files that matter looked at one moment. Equal marks mean that nothing changed between
 * them.
 *
 * @param config a digest of each configuration file's content, or what stands in its place
 * @param plugins size, times and inode of each plugin
 */
record FileMarks(Map<Path, String> config, Map<Path, String> plugins) {
  /** Of nothing. */
  static final FileMarks NONE = new FileMarks(Map.of(), Map.of());

  /** The mark of a configuration file that holds nothing. */
  static final String EMPTY_FILE = "empty";

  /** Copies its maps. */
  FileMarks {
    config = Map.copyOf(config);
    plugins = Map.copyOf(plugins);
  }

  /** Whether a file of the configuration holds nothing now and held something before. */
  boolean emptied(FileMarks before) {
    return config.entrySet().stream()
        .anyMatch(
            file ->
                file.getValue().equals(EMPTY_FILE)
                    && !EMPTY_FILE.equals(before.config.get(file.getKey())));
  }

  /** The files whose marks differ. */
  SortedSet<Path> differing(FileMarks other) {
    SortedSet<Path> files = new TreeSet<>();
    differing(config, other.config, files);
    differing(plugins, other.plugins, files);
    return files;
  }

  private static void differing(Map<Path, String> one, Map<Path, String> other, Set<Path> files) {
    Set<Path> all = new HashSet<>(one.keySet());
    all.addAll(other.keySet());
    all.removeIf(file -> Objects.equals(one.get(file), other.get(file)));
    files.addAll(all);
  }
}
