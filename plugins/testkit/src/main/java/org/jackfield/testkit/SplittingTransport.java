package org.jackfield.testkit;

import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;

/**
 * A transport whose reads never reach across chosen positions of a response's body, as if the bytes
 * had come in pieces: no read depends on the timing of a network. Thread-safe.
 */
public final class SplittingTransport implements HttpTransport {
  private final HttpTransport inner;
  private final int at;
  private final int every;

  private SplittingTransport(HttpTransport inner, int at, int every) {
    this.inner = inner;
    this.at = at;
    this.every = every;
  }

  /** Cuts each body once, after that many bytes. */
  public static SplittingTransport at(HttpTransport inner, int position) {
    return new SplittingTransport(inner, position, Integer.MAX_VALUE);
  }

  /** Cuts each body into pieces of that many bytes. */
  public static SplittingTransport every(HttpTransport inner, int bytes) {
    return new SplittingTransport(inner, 0, bytes);
  }

  @Override
  public HttpExchange send(HttpCall call, Attempt attempt) {
    return new Split(inner.send(call, attempt));
  }

  /** One exchange; its position belongs to the reader. */
  private final class Split implements HttpExchange {
    private final HttpExchange exchange;
    private int position;

    Split(HttpExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public int status() {
      return exchange.status();
    }

    @Override
    public Optional<String> header(String name) {
      return exchange.header(name);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int most = Math.min(length, every);
      if (position < at) {
        most = Math.min(most, at - position);
      }
      int count = exchange.read(buffer, offset, most);
      position += Math.max(count, 0);
      return count;
    }

    @Override
    public byte[] readAll(int limitBytes) {
      return exchange.readAll(limitBytes);
    }

    @Override
    public void close() {
      exchange.close();
    }
  }
}
