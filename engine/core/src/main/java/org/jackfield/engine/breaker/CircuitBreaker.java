package org.jackfield.engine.breaker;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jackfield.spi.BackendException;

/**
 * Leaves a backend alone after it failed several times in a row, and then lets one call at a time
 * try whether it is back (Nygard, Release It!, "Circuit Breaker"). Thread-safe: all state is
 * guarded by this, for a few instructions at a time; no foreign code runs under the lock.
 *
 * <p>Each {@link Permit} belongs to the state it was given in. What an attempt comes to counts
 * while that state lasts: a call that began before the circuit opened says nothing of the backend
 * after that.
 */
public final class CircuitBreaker {
  /** Whether calls pass. */
  public enum Phase {
    /** All do. */
    CLOSED,
    /** None does. */
    OPEN,
    /** One at a time does. */
    HALF_OPEN
  }

  /**
   * How it stands.
   *
   * @param phase whether calls pass
   * @param admits whether the next call would
   * @param failures failed attempts in a row so far, or that opened it
   * @param left how long it stays open yet; zero when it is not, or one call may try
   * @param last the last failure; empty before the first
   */
  public record Reading(
      Phase phase, boolean admits, int failures, Duration left, Optional<BackendException> last) {
    /** Why calls have to stay away, in words; empty when they need not. */
    public Optional<String> why() {
      if (admits) {
        return Optional.empty();
      }
      String said = last.map(error -> ": " + error.message()).orElse(".");
      return Optional.of(
          left.isZero()
              ? "another call is just trying whether it is back; it failed before" + said
              : "it is left alone for "
                  + Math.ceilDiv(left.toMillis(), 1000)
                  + " s more after "
                  + (failures == 1 ? "a failure" : failures + " failures in a row")
                  + said);
    }
  }

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private Phase phase = Phase.CLOSED;
  private long epoch;
  private int failures;
  private int successes;
  private boolean probing;
  private long openedAtNanos;
  private Optional<BackendException> last = Optional.empty();

  /**
   * A closed circuit.
   *
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public CircuitBreaker(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Leave for one attempt, which is to be told how it ended; empty when it has to stay away. */
  public synchronized Optional<Permit> enter(BreakerRules rules) {
    if (phase == Phase.CLOSED) {
      return Optional.of(new Permit(rules, false));
    }
    if (phase == Phase.OPEN && left(rules).isZero()) {
      turn(Phase.HALF_OPEN);
      successes = 0;
    }
    if (phase == Phase.OPEN || probing) {
      return Optional.empty();
    }
    probing = true;
    return Optional.of(new Permit(rules, true));
  }

  /** How it stands now; changes nothing. */
  public synchronized Reading reading(BreakerRules rules) {
    Duration left = phase == Phase.OPEN ? left(rules) : Duration.ZERO;
    boolean admits = phase == Phase.CLOSED || (left.isZero() && !probing);
    return new Reading(phase, admits, failures, left, last);
  }

  /** A server that says when to come again knows better, but for the few who say at once. */
  private Duration left(BreakerRules rules) {
    Duration asked = last.flatMap(BackendException::retryAfter).orElse(rules.open());
    asked = asked.compareTo(SHORTEST) < 0 ? SHORTEST : asked;
    Duration open = asked.compareTo(rules.open()) < 0 ? asked : rules.open();
    long nanos = open.toNanos() - (nanoTime.getAsLong() - openedAtNanos);
    return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
  }

  private void turn(Phase next) {
    phase = next;
    epoch++;
    probing = false;
  }

  private void open() {
    turn(Phase.OPEN);
    openedAtNanos = nanoTime.getAsLong();
  }

  /** Leave for one attempt. Thread-safe; what is told twice counts once. */
  public final class Permit {
    private final BreakerRules rules;
    private final long given;
    private final boolean probe;
    private boolean counted;
    private boolean over;

    private Permit(BreakerRules rules, boolean probe) {
      this.rules = rules;
      this.given = epoch;
      this.probe = probe;
    }

    /**
     * The attempt has its first content. For a try that is success enough: an answer may take
     * minutes, and others wait.
     *
     * @return whether the circuit is closed by that
     */
    public boolean began() {
      synchronized (CircuitBreaker.this) {
        if (!probe || counted || given != epoch) {
          return false;
        }
        counted = true;
        probing = false;
        if (++successes < rules.successes()) {
          return false;
        }
        turn(Phase.CLOSED);
        failures = 0;
        return true;
      }
    }

    /** The attempt came to its good end. */
    public void succeeded() {
      synchronized (CircuitBreaker.this) {
        if (!over && given == epoch && phase == Phase.CLOSED) {
          failures = 0;
        }
        over = true;
      }
    }

    /**
     * The attempt failed.
     *
     * @return whether the circuit is open by that
     */
    public boolean failed(BackendException error) {
      Weight weight = Weight.of(error.code());
      synchronized (CircuitBreaker.this) {
        if (over || given != epoch || weight == Weight.NONE) {
          releaseHere();
          return false;
        }
        over = true;
        failures++;
        last = Optional.of(error);
        boolean opens =
            phase == Phase.HALF_OPEN || weight == Weight.FATAL || failures >= rules.failures();
        if (opens) {
          open();
        }
        return opens;
      }
    }

    /** The attempt ended without a word on the backend's health, as when its caller left. */
    public void released() {
      synchronized (CircuitBreaker.this) {
        releaseHere();
      }
    }

    private void releaseHere() {
      if (probe && !counted && !over && given == epoch) {
        probing = false;
      }
      over = true;
    }
  }
}
