package org.jackfield.engine.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Calls that may hang, each on a daemon thread of its own, given up after a limit. A platform
 * thread, because a plugin that computes for ever would take a carrier of the virtual threads with
 * it; one for each call, because a thread that hangs is lost.
 */
final class BoundedCalls {
  private BoundedCalls() {}

  /**
   * The result of the action.
   *
   * @param late gets a result that came after the limit
   * @param end runs on the action's thread when the action is over, however long that takes
   * @throws TimeoutException when the limit passed; the action's thread is interrupted
   */
  static <T> T call(String name, Duration limit, Callable<T> action, Consumer<T> late, Runnable end)
      throws TimeoutException, ExecutionException, InterruptedException {
    FutureTask<T> task =
        new FutureTask<>(action) {
          @Override
          protected void set(T value) {
            super.set(value);
            if (isCancelled()) {
              late.accept(value);
            }
          }
        };
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .inheritInheritableThreadLocals(false)
        .start(
            () -> {
              try {
                task.run();
              } finally {
                end.run();
              }
            });
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (!task.cancel(true)) {
        return task.get(); // it ended just now
      }
      throw e;
    } catch (InterruptedException e) {
      task.cancel(true);
      throw e;
    }
  }
}
