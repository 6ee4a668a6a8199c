package org.jackfield.engine.breaker;

import java.time.Duration;

/**
 * When a circuit breaker opens and closes.
 *
 * @param failures failed attempts in a row that open it
 * @param open how long it stays open before a call may try whether the backend is back
 * @param successes tries in a row that have to succeed before it closes
 */
public record BreakerRules(int failures, Duration open, int successes) {
  /** Five failures, a minute, two successes. */
  public static final BreakerRules DEFAULT = new BreakerRules(5, Duration.ofSeconds(60), 2);
}
