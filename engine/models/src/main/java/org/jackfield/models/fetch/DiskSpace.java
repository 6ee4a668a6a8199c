package org.jackfield.models.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

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
      throw full(
          what,
          neededBytes + RESERVE_BYTES,
          folder,
          "only " + Sizes.text(usable) + " are free",
          null);
    }
  }

  /** The error for a write that failed because the disk is full; empty text when it is another. */
  static @Nullable BackendException fullDisk(
      String what, long neededBytes, Path folder, IOException e) {
    return isFull(e) ? full(what, neededBytes, folder, "the disk is full", e) : null;
  }

  private static BackendException full(
      String what, long neededBytes, Path folder, String why, @Nullable IOException cause) {
    String needed = neededBytes > 0 ? "It needs " + Sizes.text(neededBytes) + " there. " : "";
    return new BackendException(
            ErrorCode.UNAVAILABLE,
            what + " cannot be pulled to " + folder + ": " + why + ". Nothing was installed.",
            cause)
        .withHint(needed + "Free some room, or set JACKFIELD_CACHE to a folder on another disk.");
  }

  /**
   * The JDK has no type or code for a full disk, only the system's text; these are the known ones.
   */
  private static boolean isFull(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return List.of("no space left", "not enough space", "disk quota exceeded", "file too large")
        .stream()
        .anyMatch(message::contains);
  }
}
