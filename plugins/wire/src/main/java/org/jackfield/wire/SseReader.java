package org.jackfield.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Splits a body into server-sent events by the rules of the HTML standard, section "Interpreting an
 * event stream" (https://html.spec.whatwg.org/multipage/server-sent-events.html), on bytes, so that
 * no character is ever cut. One reader at a time.
 *
 * <p>Raw bytes are kept: the raw frames together are the body, less blocks without data (comments,
 * pings), which carry nothing and are skipped. An event that the end of the body left without its
 * blank line is given out with the blank line added: whether its content is complete is for the
 * codec to say.
 */
public final class SseReader {
  /** The largest event that is read, in bytes, unless another limit is given. */
  public static final int FRAME_LIMIT_BYTES = 1024 * 1024;

  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);

  private final ReadBuffer buffer;
  private boolean first = true;
  private boolean ended;

  private String name = "";
  private int dataLines;
  private int dataFrom;
  private int dataTo;
  private ByteArrayOutputStream joined = new ByteArrayOutputStream(0);

  /** A reader of that source with the usual limit. */
  public SseReader(ByteSource source) {
    this(source, FRAME_LIMIT_BYTES);
  }

  /** A reader of that source that refuses events of more than that many bytes. */
  public SseReader(ByteSource source, int frameLimitBytes) {
    this.buffer = new ReadBuffer(source, frameLimitBytes);
  }

  /**
   * The next event that has data; empty at the end of the body. Blocks.
   *
   * @throws BackendException {@link ErrorCode#PROTOCOL} when an event is larger than the limit, and
   *     whatever the source throws
   */
  public Optional<Frame> next() {
    boolean afterCr = false;
    while (!ended) {
      int lineStart = buffer.position();
      int terminator = buffer.takeToLineEnd();
      if (terminator < 0) {
        ended = true;
        readLine(lineStart, buffer.position());
        return dataLines > 0 ? Optional.of(unterminated()) : Optional.empty();
      }
      int lineEnd = buffer.position() - 1;
      boolean blank = blank(lineStart, lineEnd);
      boolean loneCr = terminator == '\r' && !finishCrLf(blank && afterCr);
      if (!blank) {
        readLine(lineStart, lineEnd);
        afterCr = loneCr;
      } else if (dataLines > 0) {
        return Optional.of(event(buffer.copy(0, buffer.position())));
      } else {
        forget();
        afterCr = false;
      }
    }
    return Optional.empty();
  }

  /**
   * Takes the LF of a CRLF. Where lines end in a lone CR, a blank line is complete with its CR and
   * must not wait for a further byte; an LF that follows all the same begins the next frame, in
   * which it is an empty line. So the outcome does not depend on how the body was sliced.
   */
  private boolean finishCrLf(boolean loneCrBlock) {
    if (loneCrBlock || buffer.peek() != '\n') {
      return false;
    }
    buffer.take();
    return true;
  }

  private boolean blank(int from, int to) {
    return from == to || (first && to - from == 3 && byteOrderMark(from, to));
  }

  private boolean byteOrderMark(int from, int to) {
    return to - from >= 3
        && buffer.at(from) == (byte) 0xef
        && buffer.at(from + 1) == (byte) 0xbb
        && buffer.at(from + 2) == (byte) 0xbf;
  }

  private void readLine(int lineStart, int lineEnd) {
    int from = lineStart;
    if (first) {
      first = false;
      from += byteOrderMark(from, lineEnd) ? 3 : 0;
    }
    if (starts(DATA, from, lineEnd)) {
      addData(valueStart(from + DATA.length, lineEnd), lineEnd);
    } else if (starts(EVENT, from, lineEnd)) {
      int value = valueStart(from + EVENT.length, lineEnd);
      name = new String(buffer.copy(value, lineEnd), StandardCharsets.UTF_8);
    }
  }

  /** Whether the line's field has that name: the name, then a colon or the end of the line. */
  private boolean starts(byte[] field, int from, int to) {
    if (to - from < field.length) {
      return false;
    }
    for (int i = 0; i < field.length; i++) {
      if (buffer.at(from + i) != field[i]) {
        return false;
      }
    }
    return to - from == field.length || buffer.at(from + field.length) == ':';
  }

  private int valueStart(int colon, int to) {
    int value = Math.min(colon + 1, to);
    return value < to && buffer.at(value) == ' ' ? value + 1 : value;
  }

  private void addData(int from, int to) {
    if (dataLines == 0) {
      dataFrom = from;
      dataTo = to;
    } else {
      if (dataLines == 1) {
        joined = new ByteArrayOutputStream();
        joined.writeBytes(buffer.copy(dataFrom, dataTo));
      }
      joined.write('\n');
      joined.writeBytes(buffer.copy(from, to));
    }
    dataLines++;
  }

  private Frame event(byte[] raw) {
    Frame frame;
    if (dataLines == 1) {
      frame = new Frame(raw, name, raw, dataFrom, dataTo - dataFrom);
    } else {
      byte[] data = joined.toByteArray();
      frame = new Frame(raw, name, data, 0, data.length);
    }
    forget();
    return frame;
  }

  private Frame unterminated() {
    byte[] rest = buffer.copy(0, buffer.position());
    byte last = rest[rest.length - 1];
    byte[] raw = Arrays.copyOf(rest, rest.length + (last == '\n' || last == '\r' ? 1 : 2));
    Arrays.fill(raw, rest.length, raw.length, (byte) '\n');
    return event(raw);
  }

  private void forget() {
    buffer.endFrame();
    first = false;
    name = "";
    dataLines = 0;
  }
}
