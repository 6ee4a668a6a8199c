package org.jackfield.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Deadline;

/** An attempt that a test cancels when it wants to, and whose notes it reads. Thread-safe. */
public final class TestingAttempt implements Attempt {
  private final Deadline deadline;
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private final List<String> notes = new ArrayList<>();

  private volatile Capabilities capabilities = Capabilities.of();

  private TestingAttempt(Deadline deadline) {
    this.deadline = deadline;
  }

  /** An attempt without a deadline. */
  public static TestingAttempt unlimited() {
    return new TestingAttempt(Deadline.NONE);
  }

  /** An attempt with that deadline, which nobody enforces. */
  public static TestingAttempt until(Deadline deadline) {
    return new TestingAttempt(deadline);
  }

  /** An attempt that is cancelled when that time is over, as the engine's watchdog does it. */
  public static TestingAttempt limitedTo(Duration limit) {
    TestingAttempt attempt = new TestingAttempt(Deadline.in(limit));
    var _ =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, limit.toNanos(), TimeUnit.NANOSECONDS)
            .thenRun(attempt::cancel);
    return attempt;
  }

  /** The same attempt, for a model of which that is known. */
  public TestingAttempt of(Capabilities model) {
    capabilities = model;
    return this;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  /** Ends the attempt: from now on nobody wants its answer. */
  public void cancel() {
    cancelled.complete(null);
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public boolean cancelled() {
    return cancelled.isDone();
  }

  @Override
  public void onCancel(Runnable action) {
    var _ = cancelled.thenRun(action);
  }

  @Override
  public void note(String remark) {
    synchronized (notes) {
      notes.add(remark);
    }
  }

  /** What the backend said it could not carry over, in order. */
  public List<String> notes() {
    synchronized (notes) {
      return List.copyOf(notes);
    }
  }
}
