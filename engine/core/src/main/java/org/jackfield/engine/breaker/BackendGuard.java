package org.jackfield.engine.breaker;

import java.util.function.LongSupplier;

/**
 * What protects one backend from its callers; a successor that is configured as it was takes it
 * over, so that a reload forgets nothing. Thread-safe.
 *
 * @param breaker leaves it alone while it fails
 * @param retries how often it may be asked again
 */
public record BackendGuard(CircuitBreaker breaker, RetryBudget retries) {
  /**
   * The guard of a backend of which nothing is known.
   *
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public static BackendGuard of(LongSupplier nanoTime) {
    return new BackendGuard(new CircuitBreaker(nanoTime), new RetryBudget(nanoTime));
  }
}
