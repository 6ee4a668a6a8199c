package org.jackfield.engine.call;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jackfield.engine.Cancellation;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Deadline;
import org.jackfield.spi.ErrorCode;

/**
 * The waits before a backend is asked again: what the upstream asked for, else exponential; with
 * jitter, so that those who failed together do not come back together (Marc Brooker, "Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015).
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration FIRST_AFTER_RATE_LIMIT = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private Backoff() {}

  /**
   * How long to wait after that error. An upstream is never asked before the time it named, and at
   * most a quarter later; a wait of our own is at most a quarter shorter.
   *
   * @param failures how often it has failed; at least 1
   */
  static Duration after(BackendException error, int failures) {
    if (error.retryAfter().isPresent()) {
      Duration asked = error.retryAfter().get();
      Duration late = asked.plusMillis(jitter(asked.toMillis()));
      return asked.compareTo(LONGEST) <= 0 && late.compareTo(LONGEST) > 0 ? LONGEST : late;
    }
    Duration first = error.code() == ErrorCode.RATE_LIMITED ? FIRST_AFTER_RATE_LIMIT : FIRST;
    long millis = Math.min(first.toMillis() << Math.min(failures - 1, 6), LONGEST.toMillis());
    return Duration.ofMillis(millis - jitter(millis));
  }

  private static long jitter(long millis) {
    return ThreadLocalRandom.current().nextLong(millis / 4 + 1);
  }

  /** Whether nobody should wait that long, or the call would be over before. */
  static boolean tooLong(Duration wait, Deadline deadline) {
    return wait.compareTo(LONGEST) > 0 || wait.compareTo(deadline.remaining()) >= 0;
  }

  /** Waits; false when the call was cancelled meanwhile. */
  static boolean waited(Duration wait, Cancellation cancellation) {
    CountDownLatch cancelled = new CountDownLatch(1);
    Runnable forget = cancellation.onCancel(cancelled::countDown);
    try {
      return !cancelled.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      forget.run();
    }
  }
}
