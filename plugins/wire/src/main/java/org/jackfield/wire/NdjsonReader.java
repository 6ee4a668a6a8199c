package org.jackfield.wire;

import java.util.Arrays;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Splits a body into the lines of newline-delimited JSON (https://github.com/ndjson/ndjson-spec),
 * on bytes, so that no character is ever cut. Empty lines are skipped; a last line without its line
 * end is given out with it added. One reader at a time.
 */
public final class NdjsonReader {
  private final ReadBuffer buffer;
  private boolean ended;

  /** A reader of that source with the limit of {@link SseReader#FRAME_LIMIT_BYTES}. */
  public NdjsonReader(ByteSource source) {
    this(source, SseReader.FRAME_LIMIT_BYTES);
  }

  /** A reader of that source that refuses lines of more than that many bytes. */
  public NdjsonReader(ByteSource source, int frameLimitBytes) {
    this.buffer = new ReadBuffer(source, frameLimitBytes);
  }

  /**
   * The next line that is not empty; empty at the end of the body. Blocks.
   *
   * @throws BackendException {@link ErrorCode#PROTOCOL} when a line is larger than the limit, and
   *     whatever the source throws
   */
  public Optional<Frame> next() {
    while (!ended) {
      int terminator = buffer.takeToLineEnd();
      if (terminator == '\r' && buffer.peek() != '\n') {
        continue;
      }
      if (terminator == '\r') {
        buffer.take();
      }
      ended = terminator < 0;
      byte[] raw = buffer.copy(0, buffer.position());
      buffer.endFrame();
      int length = dataLength(raw);
      if (length > 0) {
        byte[] whole = ended ? Arrays.copyOf(raw, raw.length + 1) : raw;
        whole[whole.length - 1] = '\n';
        return Optional.of(new Frame(whole, "", whole, 0, length));
      }
    }
    return Optional.empty();
  }

  /** How long the line is without the white space at its end. */
  private static int dataLength(byte[] line) {
    int length = line.length;
    while (length > 0 && line[length - 1] <= ' ' && line[length - 1] >= 0) {
      length--;
    }
    return length;
  }
}
