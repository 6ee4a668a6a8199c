package org.jackfield.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jackfield.models.fetch.Pull;
import org.jspecify.annotations.Nullable;

/**
 * The right to change one artifact, held by one thread of one process at a time. A lock file that
 * the system frees when its process ends, however it ends; the file itself stays.
 */
final class ArtifactLock implements AutoCloseable {
  private final FileChannel channel;

  private ArtifactLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock, saying so once.
   *
   * @throws org.jackfield.spi.BackendException CANCELLED when the pull is
   */
  static ArtifactLock acquire(Path file, Pull pull) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      boolean told = false;
      while (tryLock(channel) == null) {
        if (!told) {
          told = true;
          pull.progress()
              .notice(pull.name() + " is being pulled by somebody else already; waiting for it.");
        }
        pull.pause();
      }
      return new ArtifactLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process has it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close(); // frees the lock
  }
}
