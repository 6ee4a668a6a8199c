package org.jackfield.engine.breaker;

import java.util.function.LongSupplier;

/**
 * How often one backend may be asked again by all calls together: retries are at most a fifth of
 * the calls of the last ten seconds, or a handful where there are few. Calls that each retry a
 * little would together multiply the load on a backend that is down because it has too much
 * (Google, Site Reliability Engineering, "Handling Overload"). Thread-safe.
 */
public final class RetryBudget {
  /** Retries in the window that are always allowed. */
  static final int FLOOR = 10;

  /** Calls for each retry beyond those. */
  static final int CALLS_PER_RETRY = 5;

  private static final int SLOTS = 10;
  private static final long SLOT_NANOS = 1_000_000_000;

  private final LongSupplier nanoTime;
  private final long startNanos;
  private final int[] calls = new int[SLOTS];
  private final int[] retries = new int[SLOTS];
  private long now;

  /**
   * A budget that nothing was spent of.
   *
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public RetryBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  /** A call asks the backend for the first time. */
  public synchronized void called() {
    advance();
    calls[slot()]++;
  }

  /** Whether a call may ask it again; that is counted. */
  public synchronized boolean spend() {
    advance();
    if (sum(retries) >= Math.max(FLOOR, sum(calls) / CALLS_PER_RETRY)) {
      return false;
    }
    retries[slot()]++;
    return true;
  }

  private int slot() {
    return (int) (now % SLOTS);
  }

  private void advance() {
    long until = Math.max(now, (nanoTime.getAsLong() - startNanos) / SLOT_NANOS);
    for (long i = 0; i < Math.min(SLOTS, until - now); i++) {
      int passed = (int) ((until - i) % SLOTS);
      calls[passed] = 0;
      retries[passed] = 0;
    }
    now = until;
  }

  private static int sum(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
