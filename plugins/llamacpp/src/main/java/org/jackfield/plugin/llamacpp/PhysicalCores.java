package org.jackfield.plugin.llamacpp;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * How many threads compute best: one for each physical core, because two on one core wait for the
 * same arithmetic units.
 */
final class PhysicalCores {
  private static final Path LINUX_TOPOLOGY = Path.of("/sys/devices/system/cpu");

  private PhysicalCores() {}

  /**
   * The number of physical cores, at most the processors this process may use; where unknown, the
   * latter.
   */
  static int count() {
    return count(LINUX_TOPOLOGY, Runtime.getRuntime().availableProcessors());
  }

  static int count(Path topology, int available) {
    Set<String> cores = new HashSet<>();
    try (DirectoryStream<Path> processors = Files.newDirectoryStream(topology, "cpu[0-9]*")) {
      for (Path processor : processors) {
        Path siblings = processor.resolve("topology").resolve("thread_siblings_list");
        if (Files.isReadable(siblings)) {
          cores.add(Files.readString(siblings).strip());
        }
      }
    } catch (IOException e) {
      return available; // no Linux, or a locked-down one: every processor counts
    }
    return cores.isEmpty() ? available : Math.min(cores.size(), available);
  }
}
