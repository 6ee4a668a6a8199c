package org.jackfield.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that moves only when a test moves it, as wall-clock time and as monotonic nanoseconds.
 * Thread-safe.
 */
public final class TestingClock implements InstantSource, LongSupplier {
  /** Where a clock starts unless told otherwise. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Time(Instant wall, long nanos) {}

  private volatile Time time;

  /** A clock at {@link #START}. */
  public TestingClock() {
    this(START);
  }

  /** A clock at that instant. */
  public TestingClock(Instant start) {
    time = new Time(start, 0);
  }

  /** Lets that much time pass. */
  public synchronized void advance(Duration duration) {
    time = new Time(time.wall.plus(duration), time.nanos + duration.toNanos());
  }

  /** Sets the wall clock as an administrator would: monotonic time does not notice. */
  public synchronized void jumpTo(Instant instant) {
    time = new Time(instant, time.nanos);
  }

  @Override
  public Instant instant() {
    return time.wall;
  }

  /** Monotonic nanoseconds since the clock was made. */
  @Override
  public long getAsLong() {
    return time.nanos;
  }
}
