package org.jackfield.engine.call;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.Structured;
import org.jackfield.engine.UsedPrompt;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chunk;

/** A reply that says once how it ended: by its finish, by an error, or by being closed. */
final class ObservedReply implements ReplyStream {
  private final ReplyStream reply;
  private final Consumer<Optional<ErrorCode>> onEnd;
  private final AtomicBoolean ended = new AtomicBoolean();

  ObservedReply(ReplyStream reply, Consumer<Optional<ErrorCode>> onEnd) {
    this.reply = reply;
    this.onEnd = onEnd;
  }

  @Override
  public Chunk next() {
    try {
      Chunk chunk = reply.next();
      if (chunk instanceof Chunk.Finish) {
        end(Optional.empty());
      }
      return chunk;
    } catch (EngineException e) {
      end(Optional.of(e.code()));
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      reply.close();
    } finally {
      end(Optional.of(ErrorCode.CANCELLED));
    }
  }

  private void end(Optional<ErrorCode> error) {
    if (ended.compareAndSet(false, true)) {
      onEnd.accept(error);
    }
  }

  @Override
  public String backend() {
    return reply.backend();
  }

  @Override
  public String model() {
    return reply.model();
  }

  @Override
  public String origin() {
    return reply.origin();
  }

  @Override
  public long generation() {
    return reply.generation();
  }

  @Override
  public List<AttemptReport> attempts() {
    return reply.attempts();
  }

  @Override
  public Optional<UsedPrompt> prompt() {
    return reply.prompt();
  }

  @Override
  public Optional<Structured> structured() {
    return reply.structured();
  }

  @Override
  public List<String> notes() {
    return reply.notes();
  }

  @Override
  public List<String> leftOut() {
    return reply.leftOut();
  }
}
