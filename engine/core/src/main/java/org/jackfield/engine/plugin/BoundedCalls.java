package org.jackfield.engine.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Calls that may hang, each on a daemon thread of its own, given up after a limit. A platform
 * thread, because a plugin that computes for ever would take a carrier of the virtual threads with
 * it; one for each call, because a thread that hangs is lost.
 */
final class BoundedCalls {
  private BoundedCalls() {}

  /** Who decides the outcome: the action by ending, or its caller by giving up. */
  private enum Outcome {
    OPEN,
    ENDED,
    ABANDONED
  }

  /**
   * The result of the action.
   *
   * @param late gets a result that came after the limit
   * @param end runs on the action's thread when the action is over, however long that takes, and
   *     before this returns if it returns a result
   * @throws TimeoutException when the limit passed; the action's thread is interrupted
   */
  static <T> T call(String name, Duration limit, Callable<T> action, Consumer<T> late, Runnable end)
      throws TimeoutException, ExecutionException, InterruptedException {
    AtomicReference<Outcome> outcome = new AtomicReference<>(Outcome.OPEN);
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              try {
                T value = action.call();
                if (!outcome.compareAndSet(Outcome.OPEN, Outcome.ENDED)) {
                  late.accept(value);
                }
                return value;
              } finally {
                end.run();
              }
            });
    Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false).start(task);
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | InterruptedException e) {
      if (outcome.compareAndSet(Outcome.OPEN, Outcome.ABANDONED)) {
        task.cancel(true);
        throw e;
      }
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      return ended(task);
    }
  }

  /** The result of an action that ended in the moment its caller gave up. */
  private static <T> T ended(FutureTask<T> task) throws ExecutionException, InterruptedException {
    boolean interrupted = Thread.interrupted();
    try {
      return task.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
