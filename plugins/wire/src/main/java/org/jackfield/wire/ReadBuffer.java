package org.jackfield.wire;

import java.util.Arrays;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * The bytes of a frame that is not complete yet, refilled from a source. Owned by one reader. The
 * frame always begins at {@code start}; everything up to {@code scanned} has been looked at.
 */
final class ReadBuffer {
  private static final int FIRST_SIZE = 8 * 1024;

  private final ByteSource source;
  private final int frameLimitBytes;
  private byte[] bytes = new byte[FIRST_SIZE];
  private int start;
  private int scanned;
  private int end;

  ReadBuffer(ByteSource source, int frameLimitBytes) {
    this.source = source;
    this.frameLimitBytes = frameLimitBytes;
  }

  /** The next byte, or -1 at the end of the source. */
  int take() {
    if (scanned == end && !fill()) {
      return -1;
    }
    return bytes[scanned++] & 0xff;
  }

  /** Moves on to the next line end, and returns its byte, or -1 at the end of the source. */
  int takeToLineEnd() {
    while (true) {
      byte[] array = bytes;
      int limit = end;
      for (int i = scanned; i < limit; i++) {
        byte b = array[i];
        if (b == '\n' || b == '\r') {
          scanned = i + 1;
          return b;
        }
      }
      scanned = limit;
      if (!fill()) {
        return -1;
      }
    }
  }

  /** The next byte without moving on, or -1 at the end of the source; blocks as {@link #take}. */
  int peek() {
    if (scanned == end && !fill()) {
      return -1;
    }
    return bytes[scanned] & 0xff;
  }

  /** How many bytes of the frame have been looked at. */
  int position() {
    return scanned - start;
  }

  /** The byte at that place of the frame. */
  byte at(int position) {
    return bytes[start + position];
  }

  /** A copy of a piece of the frame. */
  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, start + from, start + to);
  }

  /** Forgets what has been looked at: the next frame begins here. */
  void endFrame() {
    start = scanned;
  }

  private boolean fill() {
    if (scanned - start >= frameLimitBytes) {
      throw new BackendException(
          ErrorCode.PROTOCOL,
          "The upstream sent a frame of more than " + frameLimitBytes + " bytes.");
    }
    if (start == end) {
      start = 0;
      scanned = 0;
      end = 0;
    } else if (end == bytes.length) {
      makeRoom();
    }
    int count;
    do {
      count = source.read(bytes, end, bytes.length - end);
    } while (count == 0);
    end += Math.max(count, 0);
    return count > 0;
  }

  private void makeRoom() {
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, end - start);
      scanned -= start;
      end -= start;
      start = 0;
    } else {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
  }
}
