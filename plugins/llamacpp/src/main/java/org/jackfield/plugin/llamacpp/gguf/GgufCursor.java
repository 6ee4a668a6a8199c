package org.jackfield.plugin.llamacpp.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * A little-endian, buffered, forward-only view of a file that never reads past its end. Not
 * thread-safe.
 */
final class GgufCursor {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final FileChannel channel;
  private final long fileBytes;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long bufferEnd;

  GgufCursor(FileChannel channel) throws IOException {
    this.channel = channel;
    this.fileBytes = channel.size();
  }

  long position() {
    return bufferEnd - buffer.remaining();
  }

  long fileBytes() {
    return fileBytes;
  }

  long remaining() {
    return fileBytes - position();
  }

  int int32(String what) throws IOException {
    need(4, what);
    return buffer.getInt();
  }

  long int64(String what) throws IOException {
    need(8, what);
    return buffer.getLong();
  }

  long scalar(GgufValueType type, String what) throws IOException {
    need(type.minimumBytes(), what);
    return switch (type) {
      case UINT8, BOOL -> buffer.get() & 0xFF;
      case INT8 -> buffer.get();
      case UINT16 -> buffer.getShort() & 0xFFFF;
      case INT16 -> buffer.getShort();
      case UINT32 -> buffer.getInt() & 0xFFFF_FFFFL;
      case INT32, FLOAT32 -> buffer.getInt();
      case UINT64, INT64, FLOAT64 -> buffer.getLong();
      case STRING, ARRAY -> throw new IllegalArgumentException("not a scalar: " + type);
    };
  }

  /** The length of a string that is known to lie inside the file; its bytes come next. */
  long stringLength(String what) throws IOException {
    long length = int64(what);
    if (length < 0 || length > remaining()) {
      throw new GgufException(
          what
              + " claims "
              + Long.toUnsignedString(length)
              + " bytes, but only "
              + remaining()
              + " are left in the file");
    }
    return length;
  }

  byte[] bytes(long length, String what) throws IOException {
    byte[] out = new byte[Math.toIntExact(length)];
    int done = 0;
    while (done < out.length) {
      int step = Math.min(out.length - done, BUFFER_BYTES);
      need(step, what);
      buffer.get(out, done, step);
      done += step;
    }
    return out;
  }

  String text(long length, String what) throws IOException {
    return new String(bytes(length, what), StandardCharsets.UTF_8);
  }

  void skip(long bytes, String what) throws IOException {
    if (bytes > remaining()) {
      throw cut(what);
    }
    if (bytes <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) bytes);
      return;
    }
    bufferEnd = position() + bytes;
    buffer.limit(0);
  }

  private void need(int bytes, String what) throws IOException {
    if (buffer.remaining() >= bytes) {
      return;
    }
    if (bytes > remaining()) {
      throw cut(what);
    }
    buffer.compact();
    while (buffer.position() < bytes) {
      int n = channel.read(buffer, bufferEnd);
      if (n < 0) {
        throw cut(what);
      }
      bufferEnd += n;
    }
    buffer.flip();
  }

  private GgufException cut(String what) {
    return new GgufException("it is cut off inside " + what + ", after " + fileBytes + " bytes");
  }
}
