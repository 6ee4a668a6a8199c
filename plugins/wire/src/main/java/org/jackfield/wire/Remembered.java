package org.jackfield.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of its models: asked when somebody needs to know, by one of all who do, and
 * then remembered for a minute, because the server may have another model by then. What could not
 * be learnt is not remembered. Thread-safe.
 *
 * @param <V> what is said of one
 */
public final class Remembered<V> {
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MOST = 64;

  /** An answer, or the question for it that is under way. */
  private record Known<V>(CompletableFuture<V> value, Instant until) {}

  private final InstantSource clock;

  /** By model; the one that was asked for first goes when there are too many. Guards itself. */
  private final Map<String, Known<V>> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known<V>> eldest) {
          return size() > MOST;
        }
      };

  /** A memory that goes by that clock. */
  public Remembered(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * What is said of that model.
   *
   * @param attempt who needs to know; bounds the wait for somebody else's answer
   * @param ask asks the server; not called where the answer is known or on its way
   * @throws BackendException as the question, or {@link ErrorCode#CANCELLED} or {@link
   *     ErrorCode#TIMEOUT} when the attempt ends first
   */
  public V of(String model, Attempt attempt, Supplier<V> ask) {
    while (true) {
      CompletableFuture<V> mine = new CompletableFuture<>();
      CompletableFuture<V> value = current(model, mine);
      if (value.equals(mine)) {
        return asked(mine, ask);
      }
      V said = waited(value, attempt);
      if (said != null) {
        return said;
      }
    }
  }

  /** The answer that counts, or its question; that one where there is none. */
  private CompletableFuture<V> current(String model, CompletableFuture<V> mine) {
    Instant now = clock.instant();
    synchronized (known) {
      Known<V> last = known.get(model);
      if (last != null && now.isBefore(last.until())) {
        return last.value();
      }
      known.put(model, new Known<>(mine, now.plus(KEPT)));
      return mine;
    }
  }

  private V asked(CompletableFuture<V> mine, Supplier<V> ask) {
    try {
      V said = ask.get();
      mine.complete(said);
      return said;
    } finally {
      if (!mine.isDone()) {
        synchronized (known) {
          known.values().removeIf(entry -> entry.value().equals(mine));
        }
        mine.cancel(false);
      }
    }
  }

  /** Somebody else's answer; null when that question failed, which is not this attempt's matter. */
  private @Nullable V waited(CompletableFuture<V> value, Attempt attempt) {
    if (value.isDone() && !value.isCompletedExceptionally()) {
      return value.join();
    }
    CompletableFuture<V> waiter = value.copy();
    attempt.onCancel(() -> waiter.completeExceptionally(cancelled()));
    try {
      return waiter.get(attempt.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (attempt.cancelled()) {
        throw cancelled();
      }
      return null;
    } catch (TimeoutException e) {
      throw new BackendException(
          ErrorCode.TIMEOUT, "The server did not say in time what its model can do.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled();
    }
  }

  private static BackendException cancelled() {
    return new BackendException(ErrorCode.CANCELLED, "The attempt was cancelled.");
  }
}
