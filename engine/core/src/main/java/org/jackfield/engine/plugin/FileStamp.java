package org.jackfield.engine.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a file system says of a file's content without reading it. Two equal stamps of one path mean
 * equal content: the change time is set by the kernel at each write and cannot be set back by a
 * user. That holds only for a stamp that was {@link #settled}.
 *
 * @param bytes its size
 * @param modifiedNanos when its content changed, nanoseconds since 1970
 * @param changedNanos when its content or inode changed ({@code st_ctime}), likewise
 * @param inode its inode
 */
record FileStamp(long bytes, long modifiedNanos, long changedNanos, long inode) {
  private static final Duration CLOCK_TICK = Duration.ofSeconds(2);
  private static final String ATTRIBUTES = "unix:size,lastModifiedTime,ctime,ino";

  /** The file's stamp; empty where the file system keeps no change time, as on Windows. */
  static Optional<FileStamp> of(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return Optional.empty();
    }
    Map<String, Object> values = Files.readAttributes(file, ATTRIBUTES);
    return values.get("size") instanceof Long bytes
            && values.get("lastModifiedTime") instanceof FileTime modified
            && values.get("ctime") instanceof FileTime changed
            && values.get("ino") instanceof Long inode
        ? Optional.of(
            new FileStamp(
                bytes, modified.to(TimeUnit.NANOSECONDS), changed.to(TimeUnit.NANOSECONDS), inode))
        : Optional.empty();
  }

  /**
   * Whether the last change is so long ago that a later one would show: file systems count time in
   * ticks, and two writes within one tick look the same.
   */
  boolean settled(Instant now) {
    Instant changed = Instant.ofEpochSecond(0, Math.max(modifiedNanos, changedNanos));
    return changed.plus(CLOCK_TICK).isBefore(now);
  }
}
