package org.jackfield.engine.reload;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jackfield.engine.config.ConfigException;

/**
 * Notices changes of the files by looking at them again and again: that works on every file system,
 * mounted folders and exchanged links included, where a kernel's events do not. A change is taken
 * when two looks in a row saw the same, so that a file is not read half-written; files of the
 * configuration that never come to rest are taken as they are after a while, plugins never. One
 * thread of its own, from {@link #start} to {@link #close}.
 */
public final class ChangeWatcher implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration CONFIRM_AFTER = Duration.ofMillis(200);
  private static final Duration LONGEST_UNREST = Duration.ofSeconds(1);
  private static final System.Logger LOG = System.getLogger(ChangeWatcher.class.getName());

  private final Reloads reloads;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A watcher that does not look yet. */
  public ChangeWatcher(Reloads reloads) {
    this.reloads = reloads;
  }

  /** Begins to look. */
  public void start() {
    Thread.ofVirtual().name("change-watcher").start(this::run);
  }

  private void run() {
    while (!ended(LOOK_EVERY)) {
      try {
        lookOnce();
      } catch (ConfigException e) {
        LOG.log(System.Logger.Level.DEBUG, "The change was refused", e); // listeners were told
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "A change of the files could not be taken", e);
      }
    }
  }

  private void lookOnce() {
    if (!reloads.watching()) {
      return;
    }
    FileMarks seen = reloads.look();
    if (reloads.changed(seen).isEmpty()) {
      return;
    }
    long unrestNanos = System.nanoTime();
    while (!ended(CONFIRM_AFTER)) {
      FileMarks now = reloads.look();
      boolean restless = System.nanoTime() - unrestNanos > LONGEST_UNREST.toNanos();
      if (now.equals(seen) || (restless && now.plugins().equals(seen.plugins()))) {
        reloads.filesChanged(now);
        return;
      }
      seen = now;
    }
  }

  private boolean ended(Duration wait) {
    try {
      return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Looks no more. */
  @Override
  public void close() {
    closed.countDown();
  }
}
