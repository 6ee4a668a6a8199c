package org.jackfield.plugin.llamacpp;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The memory of this machine, or of the container this process may not grow beyond.
 *
 * @param totalBytes all there is
 * @param availableBytes what could be had now, file caches given up included; all there is where
 *     the system does not say
 */
record MachineMemory(long totalBytes, long availableBytes) {
  private static final Path LINUX_MEMORY = Path.of("/proc/meminfo");
  private static final Path LINUX_LIMITS = Path.of("/sys/fs/cgroup");

  /** As it is at this moment. */
  static MachineMemory now() {
    long total =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Long.MAX_VALUE;
    return of(total, LINUX_MEMORY, LINUX_LIMITS);
  }

  /**
   * The total as the JDK knows it, which counts containers in; its free memory does not do, because
   * that leaves out what file caches hold, and a model's weights are such a cache.
   */
  static MachineMemory of(long totalBytes, Path meminfo, Path limits) {
    long host = number(meminfo, "MemAvailable:").orElse(Long.MAX_VALUE / 1024) * 1024;
    return new MachineMemory(totalBytes, Math.min(totalBytes, Math.min(host, underLimit(limits))));
  }

  private static long underLimit(Path limits) {
    OptionalLong most = number(limits.resolve("memory.max"), "");
    OptionalLong used = number(limits.resolve("memory.current"), "");
    if (most.isEmpty() || used.isEmpty()) {
      return Long.MAX_VALUE;
    }
    Path details = limits.resolve("memory.stat");
    long caches =
        number(details, "active_file").orElse(0) + number(details, "inactive_file").orElse(0);
    return Math.max(0, most.getAsLong() - used.getAsLong() + caches);
  }

  /** The number behind that label; none where there is no such file, or a word instead of it. */
  private static OptionalLong number(Path file, String label) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      return OptionalLong.empty(); // no Linux, or no limit
    }
    for (String line : lines) {
      String[] words = (label.isEmpty() ? "" : line).split("\\s+", -1);
      String value = label.isEmpty() ? line.strip() : words.length > 1 ? words[1] : "";
      if ((label.isEmpty() || words[0].equals(label)) && value.matches("[0-9]{1,18}")) {
        return OptionalLong.of(Long.parseLong(value));
      }
    }
    return OptionalLong.empty();
  }
}
