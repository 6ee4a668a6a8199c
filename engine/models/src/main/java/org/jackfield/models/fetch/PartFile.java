package org.jackfield.models.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that is being pulled: it grows at its end, knows its SHA-256 at every moment and survives
 * a crash, so that a later pull can go on where this one stopped. Owned by one thread.
 */
public final class PartFile implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final MessageDigest digest;
  private long length;

  private PartFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
    this.digest = newSha256();
  }

  /** Opens the part, reading what is in it already. */
  static PartFile open(Path path, Pull pull) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    PartFile part = new PartFile(path, channel);
    try {
      part.digestPresent(pull);
      return part;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void digestPresent(Pull pull) throws IOException {
    long present = channel.size();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (length < present) {
      pull.check();
      buffer.clear();
      int read = channel.read(buffer, length);
      if (read < 0) {
        break;
      }
      digest.update(buffer.flip());
      length += read;
    }
    channel.position(length);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** How many bytes it has. */
  public long length() {
    return length;
  }

  /** Adds bytes at the end. */
  void write(byte[] bytes, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    digest.update(bytes, 0, count);
    length += count;
  }

  /** Empties it. */
  void restart() throws IOException {
    channel.truncate(0);
    digest.reset();
    length = 0;
  }

  /** The SHA-256 of what is in it, in lower-case hex. */
  public String sha256() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this JDK's SHA-256 cannot be copied", e);
    }
  }

  /** Brings all of it to the disk. */
  public void sync() throws IOException {
    channel.force(true);
  }

  /** Closes and deletes it. */
  public void discard() throws IOException {
    close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A digest that every JDK must have. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
