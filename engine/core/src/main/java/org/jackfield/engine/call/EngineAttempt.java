package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jackfield.engine.Cancellation;
import org.jackfield.engine.PullRule;
import org.jackfield.engine.snapshot.HostedAttempt;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Deadline;

/**
 * One upstream call in the making: its limits, and why it ended if somebody ended it. Thread-safe:
 * the call's own thread arms and disarms the timer, the watchdog and the caller cancel.
 */
final class EngineAttempt implements HostedAttempt {
  /** Why an attempt was ended. */
  enum End {
    /** It was not. */
    NONE,
    /** Nobody wants the answer any more. */
    CALLER,
    /** No content came in time. */
    FIRST_CONTENT,
    /** No further content came in time. */
    IDLE,
    /** The whole call took too long. */
    DEADLINE,
    /** Its backend was removed, and the time to drain is over. */
    REMOVED
  }

  private static final long UNARMED = Long.MAX_VALUE;

  private final Deadline deadline;
  private final PullRule pulls;
  private final Capabilities capabilities;
  private final Supplier<Optional<String>> localBackend;
  private final Cancellation ended = new Cancellation();
  private final List<String> notes = new ArrayList<>();
  private volatile End end = End.NONE;
  private volatile End armedFor = End.NONE;
  private volatile long limitNanos = UNARMED;
  private volatile long limitAtNanos = UNARMED;

  /**
   * An attempt.
   *
   * @param localBackend names a backend on this machine, for advice to whom waiting was too long
   */
  EngineAttempt(
      Deadline deadline,
      PullRule pulls,
      Capabilities capabilities,
      Supplier<Optional<String>> localBackend) {
    this.deadline = deadline;
    this.pulls = pulls;
    this.capabilities = capabilities;
    this.localBackend = localBackend;
  }

  /** The name of a backend on this machine; empty when none is configured. */
  Optional<String> localBackend() {
    return localBackend.get();
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public boolean cancelled() {
    return end != End.NONE;
  }

  @Override
  public void onCancel(Runnable action) {
    ended.onCancel(action);
  }

  @Override
  public void note(String remark) {
    synchronized (notes) {
      notes.add(remark);
    }
  }

  List<String> notes() {
    synchronized (notes) {
      return List.copyOf(notes);
    }
  }

  /** Ends it, unless it has ended before; the first reason stays. */
  void cancel(End why) {
    synchronized (this) {
      if (end != End.NONE) {
        return;
      }
      end = why;
    }
    ended.cancel();
  }

  End end() {
    return end;
  }

  /** From now on it must make progress within that time, or it ends for that reason. */
  void arm(End why, Duration limit) {
    armedFor = why;
    limitNanos = limit.toNanos();
    limitAtNanos = System.nanoTime() + limitNanos;
  }

  /** It need make no progress for now: nobody is waiting for it. */
  void disarm() {
    limitAtNanos = UNARMED;
  }

  @Override
  public PullRule pulls() {
    return pulls;
  }

  @Override
  public <T> T outsideTimer(Supplier<T> work) {
    boolean armed = limitAtNanos != UNARMED;
    disarm();
    try {
      return work.get();
    } finally {
      if (armed) {
        limitAtNanos = System.nanoTime() + limitNanos;
      }
    }
  }

  /**
   * Ends it if it is late; called by the watchdog, which must not wait for a backend that closes
   * slowly.
   */
  void check(long nowNanos) {
    long limit = limitAtNanos;
    End why =
        limit != UNARMED && nowNanos - limit >= 0
            ? armedFor
            : deadline.expired() ? End.DEADLINE : End.NONE;
    if (why != End.NONE && !cancelled()) {
      Thread.ofVirtual().name("late-attempt").start(() -> cancel(why));
    }
  }
}
