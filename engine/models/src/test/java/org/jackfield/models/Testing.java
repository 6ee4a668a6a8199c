package org.jackfield.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jackfield.models.fetch.PartFile;

/** Small things that the tests share. */
final class Testing {
  private Testing() {}

  /** The names in a folder, sorted. */
  static List<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** The SHA-256 in hex. */
  static String sha256(byte[] content) {
    return HexFormat.of().formatHex(PartFile.newSha256().digest(content));
  }

  /** Bytes that look like nothing and are the same each time. */
  static byte[] bytes(int count, int seed) {
    byte[] content = new byte[count];
    new Random(seed).nextBytes(content);
    return content;
  }
}
