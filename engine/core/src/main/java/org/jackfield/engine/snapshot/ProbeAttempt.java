package org.jackfield.engine.snapshot;

import java.time.Duration;
import org.jackfield.engine.Cancellation;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Deadline;

/**
 * The attempt of a probe: it ends at its deadline, when its waiter cancels it, and says nothing.
 */
final class ProbeAttempt implements Attempt {
  private final Deadline deadline;
  private final Cancellation cancellation = new Cancellation();

  /** A probe that may take that long. */
  ProbeAttempt(Duration time) {
    this.deadline = Deadline.in(time);
  }

  /** Ends it. */
  void cancel() {
    cancellation.cancel();
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public boolean cancelled() {
    return cancellation.cancelled();
  }

  @Override
  public void onCancel(Runnable action) {
    cancellation.onCancel(action);
  }

  @Override
  public void note(String remark) {}
}
