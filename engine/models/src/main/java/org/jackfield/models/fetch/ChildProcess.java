package org.jackfield.models.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A download by somebody else's program: no shell, no input, its output kept only as far as an
 * error needs it. It is alive as long as the folder that it writes to grows; when that stalls, or
 * the pull is cancelled, the program and all its children are killed. Used by one thread.
 */
final class ChildProcess {
  private static final int KEPT_BYTES = 4096;
  private static final int KEPT_LINES = 4;

  /** How much more than the download itself a program may write: its own copies and indexes. */
  private static final long SLACK_BYTES = 256_000_000;

  /** For a killed process to be gone, and for the last of its output to arrive. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** Which end of what a program says tells why it failed. */
  enum Reason {
    FIRST_LINES,
    LAST_LINES
  }

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path folder;
  private final Said said;

  /**
   * @param folder where it runs and writes; all that it holds counts as its progress
   */
  ChildProcess(List<String> command, Map<String, String> environment, Path folder, Reason reason) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.folder = folder;
    this.said = new Said(reason);
  }

  /**
   * Runs it to its end.
   *
   * @param likelyBytes what it will download; 0 when unknown
   * @throws FetchException when it cannot be started, fails, stalls or writes far too much
   * @throws IOException when it says that the disk is full: no other source would do better
   */
  void run(long likelyBytes, Pull pull) throws FetchException, IOException {
    Process process = start();
    Thread reader = Thread.ofVirtual().start(() -> drain(process.getInputStream()));
    try {
      process.getOutputStream().close();
      await(process, likelyBytes, pull);
      reader.join(GRACE);
    } catch (IOException e) {
      throw new FetchException(program() + " cannot be watched: " + DiskFailure.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw pull.cancellation();
    } finally {
      kill(process);
    }
    if (process.exitValue() != 0) {
      if (DiskFailure.tellsOfFullDisk(said.lines())) {
        throw new IOException(said.lines());
      }
      throw new FetchException(
          program() + " failed (exit code " + process.exitValue() + "): " + said.lines());
    }
    if (likelyBytes > 0) {
      pull.progress().bytes(pull.name(), likelyBytes, likelyBytes);
    }
  }

  private Process start() throws FetchException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new FetchException(program() + " cannot be started: " + e.getMessage());
    }
  }

  private void await(Process process, long likelyBytes, Pull pull)
      throws FetchException, IOException, InterruptedException {
    long size = 0;
    long grownAtNanos = System.nanoTime();
    while (!process.waitFor(Pull.POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      pull.check();
      long now = folderBytes();
      if (now > size) {
        size = now;
        grownAtNanos = System.nanoTime();
        // The program may hold a copy or two for a moment; more than all is not progress.
        long shown = likelyBytes > 0 ? Math.min(size, likelyBytes) : size;
        pull.progress().bytes(pull.name(), shown, likelyBytes);
      }
      if (likelyBytes > 0 && size > 4 * likelyBytes + SLACK_BYTES) {
        throw new FetchException(program() + " wrote far more than was expected; it was stopped");
      }
      if (System.nanoTime() - grownAtNanos > pull.stall().toNanos()) {
        throw new FetchException(
            program()
                + " made no progress for "
                + pull.stall().toSeconds()
                + " s; it was stopped. It said: "
                + said.lines());
      }
    }
  }

  /** Ends it with all it started, so that nobody writes to its folder any more. */
  private static void kill(Process process) {
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    long until = System.nanoTime() + GRACE.toNanos();
    while (family.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private long folderBytes() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.mapToLong(ChildProcess::bytes).sum();
    } catch (UncheckedIOException e) {
      return 0; // a folder went away while it was looked at; the next look will do
    }
  }

  private static long bytes(Path path) {
    try {
      return Files.isRegularFile(path) ? Files.size(path) : 0;
    } catch (IOException e) {
      return 0; // the program has just moved or deleted it
    }
  }

  private void drain(InputStream output) {
    byte[] buffer = new byte[KEPT_BYTES];
    try (output) {
      int read;
      while ((read = output.read(buffer)) >= 0) {
        said.add(buffer, read);
      }
    } catch (IOException e) {
      said.note("(its output ended with: " + e.getMessage() + ")");
    }
  }

  private String program() {
    Path program = Path.of(command.getFirst()).getFileName();
    return program == null ? command.getFirst() : program.toString();
  }

  /** One end of what a program said. Guarded by itself. */
  private static final class Said {
    private final Reason reason;
    private byte[] kept = new byte[0];

    Said(Reason reason) {
      this.reason = reason;
    }

    synchronized void add(byte[] more, int count) {
      byte[] joined = Arrays.copyOf(kept, kept.length + count);
      System.arraycopy(more, 0, joined, kept.length, count);
      int from =
          switch (reason) {
            case FIRST_LINES -> 0;
            case LAST_LINES -> Math.max(0, joined.length - KEPT_BYTES);
          };
      kept = Arrays.copyOfRange(joined, from, from + Math.min(KEPT_BYTES, joined.length));
    }

    void note(String text) {
      byte[] more = ("\n" + text).getBytes(StandardCharsets.UTF_8);
      add(more, more.length);
    }

    synchronized String lines() {
      List<String> lines =
          new String(kept, StandardCharsets.UTF_8)
              .lines()
              .map(Said::harmless)
              .filter(line -> !line.isEmpty())
              .toList();
      int from =
          switch (reason) {
            case FIRST_LINES -> 0;
            case LAST_LINES -> Math.max(0, lines.size() - KEPT_LINES);
          };
      List<String> told = lines.subList(from, Math.min(lines.size(), from + KEPT_LINES));
      return told.isEmpty() ? "nothing" : String.join("; ", told);
    }

    /** Without control characters, and without the password of an index's address. */
    private static String harmless(String line) {
      return line.replaceAll("\\p{Cntrl}(\\[[0-9;]*[A-Za-z])?", " ")
          .replaceAll("(\\w+://)[^/@\\s]+@", "$1***@")
          .strip();
    }
  }
}
