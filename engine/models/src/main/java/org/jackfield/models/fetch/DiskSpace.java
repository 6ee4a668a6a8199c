package org.jackfield.models.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jackfield.spi.BackendException;

/** How much room a folder has. Thread-safe. */
@FunctionalInterface
public interface DiskSpace {
  /** The room of the file system that the folder is on. */
  DiskSpace REAL = folder -> Files.getFileStore(folder).getUsableSpace();

  /** Room that a pull leaves alone: logs and other programs need to go on. */
  long RESERVE_BYTES = 32_000_000;

  /** The bytes that this user may still write below that folder. */
  long usableBytes(Path folder) throws IOException;

  /**
   * Refuses a pull that will not fit.
   *
   * @throws BackendException UNAVAILABLE, with the bytes needed and the folder
   */
  default void require(String what, long neededBytes, Path folder) throws IOException {
    long usable = usableBytes(folder);
    if (usable < neededBytes + RESERVE_BYTES) {
      throw DiskFailure.tooSmall(what, neededBytes + RESERVE_BYTES, folder, usable);
    }
  }
}
