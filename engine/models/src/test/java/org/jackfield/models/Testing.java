package org.jackfield.models;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jackfield.engine.ArtifactStore.Progress;
import org.jackfield.models.fetch.PartFile;
import org.jackfield.models.fetch.Pull;
import org.jackfield.spi.BackendException;

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

  /** What a user reads of the error that this ends with: what failed, and what to do. */
  static String told(ThrowingCallable pull) {
    BackendException failure = catchThrowableOfType(BackendException.class, pull);
    return failure.message() + " " + failure.hint().orElseThrow();
  }

  /** The SHA-256 in hex. */
  static String sha256(byte[] content) {
    return HexFormat.of().formatHex(PartFile.newSha256().digest(content));
  }

  /** A pull that nobody cancels. */
  static Pull pull(Progress progress) {
    return new Pull("Tiny", progress, () -> false, Duration.ofSeconds(30));
  }

  /** Bytes that look like nothing and are the same each time. */
  static byte[] bytes(int count, int seed) {
    byte[] content = new byte[count];
    new Random(seed).nextBytes(content);
    return content;
  }
}
