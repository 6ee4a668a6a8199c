package org.jackfield.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jackfield.engine.Cancellation;

/**
 * Lets Ctrl-C end what a command does: cancels it, and holds the process until the command has let
 * go of upstream and terminal, or for a short while. Close it when the command is done.
 */
final class UserStop implements AutoCloseable {
  private static final long GRACE_SECONDS = 3;

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Console.Interrupts.Registration registration;

  UserStop(Console console) {
    registration = console.interrupts().listen(this::stop);
  }

  /** What Ctrl-C cancels. */
  Cancellation cancellation() {
    return cancellation;
  }

  /** Whether the user wanted it to stop. */
  boolean wanted() {
    return cancellation.cancelled();
  }

  private void stop() {
    cancellation.cancel();
    try {
      if (!done.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        System.getLogger(UserStop.class.getName())
            .log(System.Logger.Level.WARNING, "The work did not end in time; leaving it.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    registration.close();
    done.countDown();
  }
}
