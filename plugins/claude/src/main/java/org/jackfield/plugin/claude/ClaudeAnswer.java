package org.jackfield.plugin.claude;

import java.util.ArrayDeque;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.wire.Frame;
import org.jackfield.wire.SseReader;

/** An answer of the Messages API, streamed or whole. One reader; close() from any thread. */
final class ClaudeAnswer implements ChatStream {
  private final HttpExchange exchange;
  private final ClaudeDecoder decoder;
  private final SseReader events;
  private final boolean streamed;
  private final ArrayDeque<Chunk> ready = new ArrayDeque<>(4);
  private volatile boolean closed;

  ClaudeAnswer(HttpExchange exchange, ClaudeDecoder decoder, boolean streamed) {
    this.exchange = exchange;
    this.decoder = decoder;
    this.streamed = streamed;
    this.events = new SseReader(exchange::read);
  }

  @Override
  public Chunk next() {
    if (closed) {
      throw new BackendException(ErrorCode.CANCELLED, "The answer was closed.");
    }
    while (ready.isEmpty()) {
      if (decoder.done()) {
        throw new IllegalStateException("The answer has finished.");
      }
      fill();
    }
    return ready.remove();
  }

  private void fill() {
    if (!streamed) {
      decoder.readWhole(exchange.readAll(ClaudeCalls.ANSWER_LIMIT_BYTES), ready);
      return;
    }
    Optional<Frame> event = events.next();
    if (event.isEmpty()) {
      throw decoder.cut();
    }
    decoder.read(event.get(), ready);
  }

  @Override
  public void close() {
    closed = true;
    exchange.close();
  }
}
