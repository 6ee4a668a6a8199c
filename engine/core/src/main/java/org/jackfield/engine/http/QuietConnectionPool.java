package org.jackfield.engine.http;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import okhttp3.ConnectionPool;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;

/**
 * The pool of upstream connections: at most 1,024 idle ones, each for five minutes.
 *
 * <p>OkHttp's own pool wakes a housekeeping thread after every HTTP/1.1 call, which costs more than
 * the rest of the call together. This one gives the pool a task runner that ignores the wake-up and
 * looks by itself. It uses OkHttp's internal packages: without them it is the plain pool.
 */
final class QuietConnectionPool {
  private static final int MAX_IDLE = 1024;
  private static final int KEEP_MINUTES = 5;
  private static final long LOOK_AT_MOST_MILLIS = 60_000;

  private QuietConnectionPool() {}

  static ConnectionPool create() {
    try {
      TaskRunner runner =
          new TaskRunner(new LazyBackend(), Logger.getLogger(TaskRunner.class.getName()));
      return new ConnectionPool(
          MAX_IDLE, KEEP_MINUTES, TimeUnit.MINUTES, runner, ConnectionListener.Companion.getNONE());
    } catch (LinkageError e) {
      System.getLogger(QuietConnectionPool.class.getName())
          .log(
              System.Logger.Level.WARNING, "This OkHttp has another pool; using it as it is: " + e);
      return new ConnectionPool(MAX_IDLE, KEEP_MINUTES, TimeUnit.MINUTES);
    }
  }

  /** Runs the housekeeping on daemon threads, and lets no call wake it. */
  private static final class LazyBackend implements TaskRunner.Backend {
    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void coordinatorNotify(TaskRunner runner) {}

    @Override
    public void coordinatorWait(TaskRunner runner, long nanos) {
      try {
        long millis = Math.clamp(nanos / 1_000_000, 1_000, LOOK_AT_MOST_MILLIS);
        runner.wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public <T> BlockingQueue<T> decorate(BlockingQueue<T> queue) {
      return queue;
    }

    /** It outlives the call that starts it, so it must take nothing from the plugin that called. */
    @Override
    public void execute(TaskRunner runner, Runnable task) {
      Thread.ofPlatform()
          .daemon()
          .name("connection-housekeeping")
          .inheritInheritableThreadLocals(false)
          .start(task);
    }
  }
}
