package org.jackfield.plugin.echo;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;

/** One answer, its chunks known beforehand. The reader owns the iterator; any thread may close. */
final class EchoStream implements ChatStream {
  private final Iterator<Chunk> chunks;
  private final Optional<BackendException> failure;
  private final Duration delay;
  private final CountDownLatch closed = new CountDownLatch(1);

  EchoStream(
      List<Chunk> chunks, Optional<BackendException> failure, Duration delay, Attempt attempt) {
    this.chunks = chunks.iterator();
    this.failure = failure;
    this.delay = delay;
    attempt.onCancel(this::close);
  }

  @Override
  public Chunk next() {
    if (closedWithin(delay)) {
      throw new BackendException(ErrorCode.CANCELLED, "The answer was closed.");
    }
    if (!chunks.hasNext() && failure.isPresent()) {
      throw failure.get();
    }
    return chunks.next();
  }

  private boolean closedWithin(Duration time) {
    try {
      return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
