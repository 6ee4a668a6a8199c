package org.jackfield.spi;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A point in monotonic time by which something must be over. Immutable; wall-clock jumps do not
 * move it.
 */
public final class Deadline {
  /** The deadline that never comes. */
  public static final Deadline NONE = new Deadline(System::nanoTime, Long.MAX_VALUE, false);

  private final LongSupplier ticker;
  private final long atNanos;
  private final boolean bounded;

  private Deadline(LongSupplier ticker, long atNanos, boolean bounded) {
    this.ticker = ticker;
    this.atNanos = atNanos;
    this.bounded = bounded;
  }

  /** A deadline that long from now. */
  public static Deadline in(Duration duration) {
    return in(duration, System::nanoTime);
  }

  /** A deadline that long from now by the ticker, which gives monotonic nanoseconds. */
  public static Deadline in(Duration duration, LongSupplier ticker) {
    return new Deadline(ticker, ticker.getAsLong() + duration.toNanos(), true);
  }

  /** Whether it ever comes. */
  public boolean bounded() {
    return bounded;
  }

  /** What is left; zero when it has passed, {@link Long#MAX_VALUE} nanoseconds when unbounded. */
  public Duration remaining() {
    return Duration.ofNanos(bounded ? Math.max(0, atNanos - ticker.getAsLong()) : Long.MAX_VALUE);
  }

  /** Whether it has passed. */
  public boolean expired() {
    return bounded && atNanos - ticker.getAsLong() <= 0;
  }

  /** This deadline, or that long from now if that is sooner. */
  public Deadline sooner(Duration duration) {
    return remaining().compareTo(duration) <= 0 ? this : in(duration, ticker);
  }

  @Override
  public String toString() {
    return bounded ? "in " + remaining().toMillis() + " ms" : "none";
  }
}
