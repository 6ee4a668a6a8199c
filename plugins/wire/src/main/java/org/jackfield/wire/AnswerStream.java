package org.jackfield.wire;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Supplier;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.http.HttpExchange;

/**
 * An answer on its way, streamed or whole as the server chose to send it, read by its protocol's
 * decoder. One reader; {@link #close} from any thread, any number of times.
 */
public final class AnswerStream implements ChatStream {
  /** The largest whole answer that is read, in bytes. */
  public static final int ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;

  private final HttpExchange exchange;
  private final AnswerDecoder decoder;
  private final Runnable fill;
  private final ArrayDeque<Chunk> ready = new ArrayDeque<>(4);
  private boolean finished;
  private volatile boolean closed;

  private AnswerStream(HttpExchange exchange, AnswerDecoder decoder, Framing framing) {
    this.exchange = exchange;
    this.decoder = decoder;
    Supplier<Optional<Frame>> frames = framing.frames(exchange::read);
    this.fill = () -> frame(frames.get());
  }

  private AnswerStream(HttpExchange exchange, AnswerDecoder decoder) {
    this.exchange = exchange;
    this.decoder = decoder;
    this.fill = () -> decoder.readWhole(exchange.readAll(ANSWER_LIMIT_BYTES), ready);
  }

  /** The answer in that body, frame by frame; the stream owns the exchange. */
  public static AnswerStream framed(HttpExchange exchange, Framing framing, AnswerDecoder decoder) {
    return new AnswerStream(exchange, decoder, framing);
  }

  /** The answer that is that body; the stream owns the exchange. */
  public static AnswerStream whole(HttpExchange exchange, AnswerDecoder decoder) {
    return new AnswerStream(exchange, decoder);
  }

  @Override
  public Chunk next() {
    if (closed) {
      throw new BackendException(ErrorCode.CANCELLED, "The answer was closed.");
    }
    while (ready.isEmpty()) {
      if (finished) {
        throw new IllegalStateException("The answer is over; its finish was the last chunk.");
      }
      try {
        fill.run();
      } catch (BackendException error) {
        throw identified(error);
      }
      finished = ready.peekLast() instanceof Chunk.Finish;
    }
    return ready.remove();
  }

  /** The error with the id that the head of the answer gave the request, if it gave one. */
  private BackendException identified(BackendException error) {
    return UpstreamError.requestId(exchange).map(error::withUpstreamId).orElse(error);
  }

  @Override
  public Usage usage() {
    return decoder.usage();
  }

  private void frame(Optional<Frame> frame) {
    if (frame.isPresent()) {
      decoder.read(frame.get(), ready);
    } else {
      decoder.end(ready);
    }
  }

  @Override
  public void close() {
    closed = true;
    exchange.close();
  }
}
