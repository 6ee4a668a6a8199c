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
 * Calls into one plugin that may hang, each on a daemon thread of its own, given up after a limit.
 * A platform thread, because a plugin that computes for ever would take a carrier of the virtual
 * threads with it; one for each call, because a thread that hangs is lost. So it is lost once: a
 * call that was given up is not repeated while it still runs. Thread-safe.
 */
final class BoundedCalls {
  private final Leftovers.Plugin plugin;
  private final Duration limit;
  private final Leftovers leftovers;

  BoundedCalls(Leftovers.Plugin plugin, Duration limit, Leftovers leftovers) {
    this.plugin = plugin;
    this.limit = limit;
    this.leftovers = leftovers;
  }

  /** How long a call may take. */
  Duration limit() {
    return limit;
  }

  /** Who decides the outcome: the action by ending, or its caller by giving up. */
  private enum Outcome {
    OPEN,
    ENDED,
    ABANDONED
  }

  /**
   * The result of the action.
   *
   * @param what which method of the plugin it calls
   * @param subject what it is asked for: a call of the same method for the same is a repetition
   * @param late gets a result that came after the limit
   * @param end runs on the action's thread when the action is over, however long that takes, and
   *     before this returns if it returns a result
   * @throws TimeoutException when the limit passed; the action's thread is interrupted
   */
  <T> T call(String what, Object subject, Callable<T> action, Consumer<T> late, Runnable end)
      throws TimeoutException, ExecutionException, InterruptedException {
    if (leftovers.stillRuns(plugin, what, subject)) {
      end.run();
      throw new TimeoutException();
    }
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
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("plugin-" + plugin.identity().id() + "-" + what)
            .inheritInheritableThreadLocals(false)
            .start(task);
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | InterruptedException e) {
      if (outcome.compareAndSet(Outcome.OPEN, Outcome.ABANDONED)) {
        task.cancel(true);
        if (e instanceof TimeoutException) {
          leftovers.givenUp(plugin, what, subject, limit, thread);
        }
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
