package org.jackfield.cli;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jackfield.engine.Cancellation;

/**
 * Lets Ctrl-C or SIGTERM end what a command does: cancels it, and holds the process until the
 * command has let go of everything, or for a while. Close it when the command is done.
 */
final class UserStop implements AutoCloseable {
  /** The time that a stopped answer has to let go of its upstream and the terminal. */
  private static final Duration ANSWER_GRACE = Duration.ofSeconds(3);

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Supplier<Duration> grace;
  private final OptionalInt exitCode;
  private final Console.Interrupts.Registration registration;

  private UserStop(Console console, Supplier<Duration> grace, OptionalInt exitCode) {
    this.grace = grace;
    this.exitCode = exitCode;
    registration = console.interrupts().listen(this::stop);
  }

  /** For work that is broken off: the process ends with the signal's own exit code. */
  static UserStop abruptly(Console console) {
    return new UserStop(console, () -> ANSWER_GRACE, OptionalInt.empty());
  }

  /**
   * For work that ends well within the time of then: the process then ends with {@link
   * ExitCode#OK}.
   */
  static UserStop gracefully(Console console, Supplier<Duration> grace) {
    return new UserStop(console, grace, OptionalInt.of(ExitCode.OK));
  }

  /** What is cancelled. */
  Cancellation cancellation() {
    return cancellation;
  }

  /** Whether the user wanted it to stop. */
  boolean wanted() {
    return cancellation.cancelled();
  }

  /** Blocks until the user wants it to stop. */
  void await() {
    try {
      wanted.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private OptionalInt stop() {
    Duration limit = grace.get(); // once it is told to stop, there may be nobody left to ask
    cancellation.cancel();
    wanted.countDown();
    try {
      return done.await(limit.toMillis(), TimeUnit.MILLISECONDS) ? exitCode : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  @Override
  public void close() {
    registration.close();
    done.countDown();
  }
}
