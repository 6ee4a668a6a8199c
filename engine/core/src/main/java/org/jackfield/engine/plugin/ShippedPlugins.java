package org.jackfield.engine.plugin;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The digests of the plugins that a distribution was built with. Its build writes them beside the
 * engine's own jars, in the form of {@code sha256sum}: who can write there can exchange the engine
 * as well. Never read from a folder of plugins, where a jar could bring its own pardon. A digest
 * fixes all of a file, and so its id. Immutable.
 *
 * @param digests the digests, in lower-case hex
 * @param warnings why the list could not be used
 */
record ShippedPlugins(Set<String> digests, List<String> warnings) {
  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *].+");
  private static final ShippedPlugins NONE = new ShippedPlugins(Set.of(), List.of());

  /** Copies its collections. */
  ShippedPlugins {
    digests = Set.copyOf(digests);
    warnings = List.copyOf(warnings);
  }

  /** Reads the list, if the engine has a distribution with one. */
  static ShippedPlugins read(Optional<Path> list) {
    if (list.isEmpty()) {
      return NONE;
    }
    Path file = list.get();
    try {
      if (Files.size(file) > MAX_BYTES) {
        return unusable(file, "is larger than " + MAX_BYTES + " bytes.");
      }
      if (writableByAll(file)) {
        return unusable(
            file, "can be written by every user of this machine. Run: chmod o-w " + file);
      }
      try (Stream<String> lines = Files.lines(file)) {
        return new ShippedPlugins(
            lines
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .collect(Collectors.toSet()),
            List.of());
      }
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException | RuntimeException e) {
      return unusable(file, "cannot be read: " + Faults.describe(e) + ".");
    }
  }

  private static ShippedPlugins unusable(Path file, String why) {
    return new ShippedPlugins(
        Set.of(), List.of("The list of shipped plugins is not used: " + file + " " + why));
  }

  private static boolean writableByAll(Path file) throws IOException {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
  }
}
