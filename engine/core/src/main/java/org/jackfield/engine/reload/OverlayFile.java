package org.jackfield.engine.reload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jackfield.engine.EngineException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The overlay file in the hand of its one writer, among all processes. What it is going to hold is
 * on the disk, whole, before it takes the file's place in one step: after a crash there is the old
 * text or the new one. Used by one thread.
 */
final class OverlayFile implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private @Nullable Path next;
  private boolean empty;

  private OverlayFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the file in hand.
   *
   * @throws EngineException {@link ErrorCode#UNAVAILABLE} when somebody else has it, {@link
   *     ErrorCode#INTERNAL} when it cannot be written
   */
  static OverlayFile take(Path file) {
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(
              file.resolveSibling(file.getFileName() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new EngineException(
            ErrorCode.UNAVAILABLE,
            "Another command changes settings right now (" + file + ").",
            null,
            "Try again when it has ended.",
            List.of(),
            null,
            null);
      }
      return new OverlayFile(file, channel);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another engine of this process has it
    }
  }

  /** Puts the text on the disk, beside the file. */
  void prepare(String text) {
    try {
      empty = text.isEmpty();
      next = file.resolveSibling(file.getFileName() + ".new");
      try (FileChannel out =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** What was prepared takes the file's place; nothing at all removes it. */
  void commit() {
    try {
      if (empty) {
        Files.deleteIfExists(file);
      } else if (next != null) {
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        next = null;
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static EngineException unwritable(Path file, IOException e) {
    return new EngineException(
        ErrorCode.INTERNAL, "The settings cannot be written to " + file + ": " + e + ".");
  }

  /** Lets the file go; what was prepared and not committed is forgotten. */
  @Override
  public void close() {
    try {
      if (next != null) {
        Files.deleteIfExists(next);
      }
      channel.close();
    } catch (IOException e) {
      System.getLogger(OverlayFile.class.getName())
          .log(System.Logger.Level.DEBUG, "Not cleaned up beside " + file, e);
    }
  }
}
