package org.jackfield.models.fetch;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The errors of a disk that does not take a file, in words. The message says what failed; the
 * folder and what to do about it are the operator's, so they are in the hint.
 */
public final class DiskFailure {
  /** The JDK has no type or code for a full disk, only the system's text: these are the known. */
  private static final List<String> FULL =
      List.of(
          "no space left",
          "not enough space",
          "disk quota exceeded",
          "file too large",
          "errno 28",
          "enospc");

  private DiskFailure() {}

  /** Whether that is how a system, or a program on it, says that a disk is full. */
  public static boolean tellsOfFullDisk(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return FULL.stream().anyMatch(lower::contains);
  }

  /**
   * The error for a file that could not be written; a thread that was interrupted while it wrote
   * tells so by an error of the file, too.
   *
   * @param what what was to be stored
   * @param neededBytes the room it takes; 0 when unknown
   */
  public static BackendException of(String what, long neededBytes, Path folder, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return Pull.cancellation(what, e);
    }
    if (tellsOfFullDisk(String.valueOf(e.getMessage()))) {
      return full(what, neededBytes, folder, "the disk is full", e);
    }
    return new BackendException(
            ErrorCode.UNAVAILABLE,
            what + " cannot be stored: its folder cannot be used. Nothing was installed.",
            e)
        .withHint(
            "The folder is "
                + folder
                + ": "
                + reason(e)
                + at(e)
                + ". Make it writable for this user, or set JACKFIELD_CACHE to another folder.");
  }

  /** The error for a disk that is known to have too little room. */
  static BackendException tooSmall(String what, long neededBytes, Path folder, long freeBytes) {
    return full(what, neededBytes, folder, "only " + Sizes.text(freeBytes) + " are free", null);
  }

  private static BackendException full(
      String what, long neededBytes, Path folder, String why, @Nullable IOException cause) {
    String needed = neededBytes > 0 ? "It needs " + Sizes.text(neededBytes) : "It goes";
    return new BackendException(
            ErrorCode.UNAVAILABLE,
            what + " cannot be stored: " + why + ". Nothing was installed.",
            cause)
        .withHint(
            needed
                + (neededBytes > 0 ? " in " : " to ")
                + folder
                + ". Free some room, or set JACKFIELD_CACHE to a folder on another disk.");
  }

  /** What a file system said, without the name of a Java class. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException other -> "something else stands there";
      case NotDirectoryException other -> "it is no folder";
      case NoSuchFileException gone -> "it cannot be made, or was removed";
      case FileSystemException other -> Optional.ofNullable(other.getReason()).orElse("it failed");
      default -> Optional.ofNullable(e.getMessage()).orElse("it failed");
    };
  }

  private static String at(IOException e) {
    return e instanceof FileSystemException failed && failed.getFile() != null
        ? " (" + failed.getFile() + ")"
        : "";
  }
}
