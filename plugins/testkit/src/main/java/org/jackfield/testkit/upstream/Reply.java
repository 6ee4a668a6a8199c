package org.jackfield.testkit.upstream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server does once it has read a request: single writes, waits and ends, in order.
 * Immutable; each method gives a longer copy. A reply that does not end its connection leaves it
 * open for the next request.
 */
public final class Reply {
  /** One thing that the server does. */
  sealed interface Step {}

  /** Writes these bytes, that many times, flushed each time. */
  record Send(byte[] bytes, long times) implements Step {}

  /** From here on cuts every write into writes of at most that many bytes. */
  record Slice(int bytes) implements Step {}

  /** Waits for the gate, or until the client has gone. */
  record Hold(Gate gate) implements Step {}

  /** Waits that long, or until the client has gone. */
  record Pause(Duration time) implements Step {}

  /** Waits until the client has gone. */
  record Stall() implements Step {}

  /** Closes the connection: the client sees its end (FIN). */
  record Close() implements Step {}

  /** Resets the connection (RST). */
  record Reset() implements Step {}

  private static final Reply NOTHING = new Reply(List.of());

  private final List<Step> steps;

  private Reply(List<Step> steps) {
    this.steps = steps;
  }

  /** Nothing yet. */
  public static Reply nothing() {
    return NOTHING;
  }

  /** A whole response with a JSON body; further header lines are written "Name: value". */
  public static Reply json(int status, String body, String... headerLines) {
    return whole(status, "application/json", body, headerLines);
  }

  /** A whole response with a body of that content type and its Content-Length. */
  public static Reply whole(int status, String contentType, String body, String... headerLines) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return head(
            status, lines(headerLines, "Content-Type: " + contentType, "Content-Length: " + length))
        .send(body);
  }

  /** The head of a 200 whose chunked body follows; add chunks and {@link #lastChunk}. */
  public static Reply stream(String contentType, String... headerLines) {
    return head(
        200, lines(headerLines, "Content-Type: " + contentType, "Transfer-Encoding: chunked"));
  }

  /** A head of these header lines and the empty line after them. */
  public static Reply head(int status, String... headerLines) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    for (String line : headerLines) {
      head.append(line).append("\r\n");
    }
    return NOTHING.send(head.append("\r\n").toString());
  }

  /** Writes these bytes as they are. */
  public Reply send(byte[] bytes) {
    return and(new Send(bytes, 1));
  }

  /** Writes that text as it is, in UTF-8. */
  public Reply send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes these bytes as one chunk of a chunked body; no bytes, no chunk. */
  public Reply chunk(byte[] bytes) {
    return bytes.length == 0 ? this : send(framed(bytes));
  }

  /** Writes that text as one chunk of a chunked body; no text, no chunk. */
  public Reply chunk(String text) {
    return chunk(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes that text as one chunk, again and again, without keeping it all in memory. */
  public Reply chunkRepeated(String text, long times) {
    return and(new Send(framed(text.getBytes(StandardCharsets.UTF_8)), times));
  }

  /** Ends a chunked body. */
  public Reply lastChunk() {
    return send("0\r\n\r\n");
  }

  /** From here on cuts every write into writes of at most that many bytes. */
  public Reply sliced(int bytes) {
    return and(new Slice(bytes));
  }

  /** Waits until the gate is released or the client has gone. */
  public Reply hold(Gate gate) {
    return and(new Hold(gate));
  }

  /** Waits that long or until the client has gone: for benchmarks and replays, not for tests. */
  public Reply pause(Duration time) {
    return and(new Pause(time));
  }

  /** Says nothing more until the client has gone. */
  public Reply stall() {
    return and(new Stall());
  }

  /** Closes the connection: the client sees its end (FIN). */
  public Reply close() {
    return and(new Close());
  }

  /** Resets the connection (RST). */
  public Reply reset() {
    return and(new Reset());
  }

  /** This reply and then that one. */
  public Reply then(Reply next) {
    List<Step> more = new ArrayList<>(steps);
    more.addAll(next.steps);
    return new Reply(List.copyOf(more));
  }

  List<Step> steps() {
    return steps;
  }

  private Reply and(Step step) {
    return then(new Reply(List.of(step)));
  }

  private static byte[] framed(byte[] bytes) {
    byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] framed = new byte[size.length + bytes.length + 2];
    System.arraycopy(size, 0, framed, 0, size.length);
    System.arraycopy(bytes, 0, framed, size.length, bytes.length);
    framed[framed.length - 2] = '\r';
    framed[framed.length - 1] = '\n';
    return framed;
  }

  private static String[] lines(String[] first, String... second) {
    List<String> lines = new ArrayList<>(List.of(second));
    lines.addAll(List.of(first));
    return lines.toArray(String[]::new);
  }
}
