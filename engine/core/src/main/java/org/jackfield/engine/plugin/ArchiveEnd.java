package org.jackfield.engine.plugin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tells a plugin's file that is whole from one that is still being copied. */
public final class ArchiveEnd {
  private ArchiveEnd() {}

  /**
   * Whether the file ends as every jar and zip does. Without that it is no archive, or not yet:
   * what is copied gets its end last.
   */
  public static boolean reached(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long bytes = channel.size();
      ByteBuffer tail = ByteBuffer.allocate((int) Math.min(bytes, ZipDirectory.TAIL_BYTES));
      long from = bytes - tail.capacity();
      while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
        continue; // until it is full, or the file became shorter
      }
      return !tail.hasRemaining() && ZipDirectory.ends(tail.flip());
    } catch (IOException e) {
      return false;
    }
  }
}
