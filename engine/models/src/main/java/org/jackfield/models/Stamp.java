package org.jackfield.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jackfield.models.fetch.PartFile;
import org.jackfield.models.fetch.Pull;

/**
 * What was known of files when their digests were last computed, kept beside them, so that a start
 * need not read gigabytes to know that nothing changed. Where size or time differ, as after a copy
 * of the cache, the digest decides. Immutable.
 *
 * @param lines one for each file
 */
record Stamp(List<Line> lines) {
  /**
   * A file when it was checked.
   *
   * @param sha256 its digest
   * @param bytes its size
   * @param modifiedMillis its time of change
   * @param name its name
   */
  record Line(String sha256, long bytes, long modifiedMillis, String name) {
    /** The file as it is now, with its digest computed elsewhere. */
    static Line of(Path file, String sha256) throws IOException {
      return new Line(
          sha256,
          Files.size(file),
          Files.getLastModifiedTime(file).toMillis(),
          String.valueOf(file.getFileName()));
    }

    /** Whether the file in that folder has this size and time. */
    boolean fits(Path folder) throws IOException {
      Path file = folder.resolve(name);
      return Files.isRegularFile(file)
          && Files.size(file) == bytes
          && Files.getLastModifiedTime(file).toMillis() == modifiedMillis;
    }

    /** What is wrong with the file in that folder, by its digest; empty when it is this one. */
    Optional<String> fault(Path folder, Pull pull) throws IOException {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        return Optional.of("is missing");
      }
      long size = Files.size(file);
      if (size != bytes) {
        String how = size < bytes ? "is cut short: " : "is too long: ";
        return Optional.of(how + size + " of " + bytes + " bytes");
      }
      String actual = digest(file, pull);
      return actual.equals(sha256)
          ? Optional.empty()
          : Optional.of("is damaged: its SHA-256 is " + actual + ", not " + sha256);
    }
  }

  /** Copies its list. */
  Stamp {
    lines = List.copyOf(lines);
  }

  /** The stamp in that file; empty when there is none or it was damaged. */
  static Optional<Stamp> read(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    List<Line> lines = new ArrayList<>();
    for (String text :
        new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList()) {
      String[] fields = text.split(" ", 4);
      if (fields.length < 4
          || !fields[0].matches("[0-9a-f]{64}")
          || !fields[1].matches("\\d{1,18}")
          || !fields[2].matches("-?\\d{1,18}")) {
        return Optional.empty();
      }
      lines.add(
          new Line(fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[3]));
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(new Stamp(lines));
  }

  /** Writes it, whole or not at all; several processes may do so at the same time. */
  void write(Path path) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(line.sha256).append(' ').append(line.bytes).append(' ');
      text.append(line.modifiedMillis).append(' ').append(line.name).append('\n');
    }
    // Nobody else's name; a part's, so that the next pull sweeps away what a crash leaves.
    String writer = ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId();
    Path beside = path.resolveSibling(path.getFileName() + "." + writer + ".part");
    try {
      Files.writeString(beside, text);
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(beside);
      throw e;
    }
  }

  /** Whether every file in that folder has its size and time. */
  boolean fits(Path folder) throws IOException {
    for (Line line : lines) {
      if (!line.fits(folder)) {
        return false;
      }
    }
    return true;
  }

  /** What is wrong with the files in that folder, by their digests; empty when all are right. */
  Optional<String> fault(Path folder, Pull pull) throws IOException {
    for (Line line : lines) {
      Optional<String> fault = line.fault(folder, pull);
      if (fault.isPresent()) {
        return fault.map(text -> line.name + " in it " + text);
      }
    }
    return Optional.empty();
  }

  /** The same digests with the times that the files in that folder have now. */
  Stamp renewed(Path folder) throws IOException {
    List<Line> renewed = new ArrayList<>();
    for (Line line : lines) {
      renewed.add(Line.of(folder.resolve(line.name), line.sha256));
    }
    return new Stamp(renewed);
  }

  /** The SHA-256 of a file, read whole. */
  static String digest(Path file, Pull pull) throws IOException {
    MessageDigest digest = PartFile.newSha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      int read;
      while ((read = in.read(buffer)) >= 0) {
        pull.check();
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
