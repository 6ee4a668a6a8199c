package org.jackfield.engine.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The private copy of one archive: read from the original once, hashed on the way, then opened as a
 * buffer. Small archives pass through memory, large ones through the disk. Owned by the thread that
 * takes the file.
 */
final class ArchiveCopy implements AutoCloseable {
  private static final int IN_MEMORY_BYTES = 64 << 20;
  private static final int BUFFER_BYTES = 1 << 16;
  private final ByteBuffer content;
  private final String sha256;
  private final Optional<VerifiedFiles.Entry> verified;
  private final Optional<Arena> mapping;

  private ArchiveCopy(
      ByteBuffer content,
      String sha256,
      Optional<VerifiedFiles.Entry> verified,
      Optional<Arena> mapping) {
    this.content = content;
    this.sha256 = sha256;
    this.verified = verified;
    this.mapping = mapping;
  }

  /**
   * Copies the original to the target. The digest is that of the copy, whatever happens to the
   * original meanwhile: it is known without hashing only for a file that was verified before and
   * keeps its stamp from before to after the copying.
   */
  static ArchiveCopy make(Path original, Path target, VerifiedFiles verified, long maxBytes)
      throws IOException {
    Optional<FileStamp> before = FileStamp.of(original);
    if (Files.size(original) > maxBytes) {
      throw tooLarge(maxBytes);
    }
    if (Files.size(original) > IN_MEMORY_BYTES) {
      String sha256 = copyLarge(original, target, maxBytes);
      ArchiveCopy copy = open(target);
      return new ArchiveCopy(copy.content, sha256, Optional.empty(), copy.mapping);
    }
    byte[] bytes = read(original, maxBytes);
    Optional<VerifiedFiles.Entry> known =
        before
            .filter(stamp -> stamp.bytes() == bytes.length)
            .flatMap(stamp -> verified.find(original, stamp));
    if (known.isPresent() && !FileStamp.of(original).equals(before)) {
      known = Optional.empty();
    }
    Files.write(target, bytes, StandardOpenOption.CREATE_NEW);
    String sha256 = known.isPresent() ? known.get().sha256() : hex(digest().digest(bytes));
    return new ArchiveCopy(ByteBuffer.wrap(bytes), sha256, known, Optional.empty());
  }

  private static byte[] read(Path original, long maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(original)) {
      byte[] bytes = in.readNBytes(IN_MEMORY_BYTES + 1);
      if (bytes.length > IN_MEMORY_BYTES) {
        throw tooLarge(maxBytes); // it grew while it was read
      }
      return bytes;
    }
  }

  private static String copyLarge(Path original, Path target, long maxBytes) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    try (InputStream in = Files.newInputStream(original);
        OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        total += count;
        if (total > maxBytes) {
          throw tooLarge(maxBytes);
        }
        digest.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    }
    return hex(digest.digest());
  }

  /** Opens a file that is private already; its digest is not computed. */
  static ArchiveCopy open(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes <= IN_MEMORY_BYTES) {
      return new ArchiveCopy(
          ByteBuffer.wrap(Files.readAllBytes(file)), "", Optional.empty(), Optional.empty());
    }
    Arena arena = Arena.ofConfined();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer content =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena).asByteBuffer();
      return new ArchiveCopy(content, "", Optional.empty(), Optional.of(arena));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static PluginRejectedException tooLarge(long maxBytes) {
    return new PluginRejectedException("It is larger than " + (maxBytes >> 20) + " MiB.");
  }

  /** The SHA-256 of a file, read without copying it. */
  static String sha256Of(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return hex(digest.digest());
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** The archive from 0 to its limit; valid until this is closed. */
  ByteBuffer content() {
    return content;
  }

  /** The SHA-256 of the copy, in hex. */
  String sha256() {
    return sha256;
  }

  /** What is known of these very bytes, when they passed all checks before. */
  Optional<VerifiedFiles.Entry> verified() {
    return verified;
  }

  @Override
  public void close() {
    mapping.ifPresent(Arena::close);
  }
}
