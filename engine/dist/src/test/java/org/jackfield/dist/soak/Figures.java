package org.jackfield.dist.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds at one moment, read from outside.
 *
 * @param changes how many changes it has seen
 * @param heapKilobytes of objects that are alive, counted after a full collection
 * @param classes that are loaded
 * @param loaders of classes
 * @param threads of the process
 * @param files that are open, sockets included
 * @param residentKilobytes of the process
 */
record Figures(
    int changes,
    double heapKilobytes,
    double classes,
    double loaders,
    double threads,
    double files,
    double residentKilobytes) {
  private static final int COLLECTIONS = 4;
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  private static final Pattern ALIVE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern LOADED =
      Pattern.compile("Total Usage - (\\d+) loaders, (\\d+) classes");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+)");

  /**
   * Reads them. The collector runs four times, the last time for the histogram: the serial one
   * moves everything together only each fourth time, and counts what it left lying as alive in
   * between.
   */
  static Figures of(long pid, int changes) throws IOException, InterruptedException {
    for (int i = 0; i < COLLECTIONS - 1; i++) {
      jcmd(pid, "GC.run");
    }
    String histogram = jcmd(pid, "GC.class_histogram");
    String metaspace = jcmd(pid, "VM.metaspace");
    Path process = Path.of("/proc/" + pid);
    String status = Files.readString(process.resolve("status"));
    double files;
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      files = open.count();
    }
    return new Figures(
        changes,
        number(ALIVE, 1, histogram) / 1024,
        number(LOADED, 2, metaspace),
        number(LOADED, 1, metaspace),
        number(THREADS, 1, status),
        files,
        number(RESIDENT, 1, status));
  }

  /** The resident memory of a process, without touching it. */
  static double residentKilobytes(long pid) throws IOException {
    return number(RESIDENT, 1, Files.readString(Path.of("/proc/" + pid + "/status")));
  }

  private static double number(Pattern pattern, int group, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("There is no '" + pattern + "' in: " + text);
    }
    return Double.parseDouble(matcher.group(group));
  }

  private static String jcmd(long pid, String... command) throws IOException, InterruptedException {
    String[] all = new String[command.length + 2];
    all[0] = JCMD.toString();
    all[1] = String.valueOf(pid);
    System.arraycopy(command, 0, all, 2, command.length);
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("jcmd failed: " + output);
    }
    return output;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d changes: heap %.0f KB, %.0f classes of %.0f loaders, %.0f threads, %.0f files, RSS %.0f"
            + " MB",
        changes,
        heapKilobytes,
        classes,
        loaders,
        threads,
        files,
        residentKilobytes / 1024);
  }
}
