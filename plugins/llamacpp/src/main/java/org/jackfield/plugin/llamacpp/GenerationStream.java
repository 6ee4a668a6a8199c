package org.jackfield.plugin.llamacpp;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jackfield.plugin.llamacpp.generate.Generation;
import org.jackfield.plugin.llamacpp.generate.GenerationEvent;
import org.jackfield.spi.BackendEvents;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Usage;

/** A generation as the engine reads it. */
final class GenerationStream implements ChatStream {
  private final ModelPool.Lease lease;
  private final Generation generation;
  private final BackendEvents events;
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean started; // the reader's
  private boolean finished; // the reader's

  GenerationStream(ModelPool.Lease lease, Generation generation, BackendEvents events) {
    this.lease = lease;
    this.generation = generation;
    this.events = events;
  }

  @Override
  public Chunk next() {
    if (finished) {
      throw new BackendException(ErrorCode.INTERNAL, "The answer was read after its end.");
    }
    if (!started && !closed.get()) {
      started = true;
      return Chunk.start(lease.name(), "");
    }
    while (true) {
      switch (generation.next()) {
        case GenerationEvent.Reading reading ->
            events.progress(
                "reading the prompt", "tokens", reading.tokens(), reading.promptTokens());
        case GenerationEvent.Piece piece -> {
          return Chunk.text(0, piece.text());
        }
        case GenerationEvent.End end -> {
          finished = true;
          return Chunk.finish(
              end.reason(),
              Usage.reported(end.promptTokens(), end.outputTokens())
                  .withCachedInput(end.cachedTokens()));
        }
      }
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      generation.close();
      lease.close();
    }
  }
}
