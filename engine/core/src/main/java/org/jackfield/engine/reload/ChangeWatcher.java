package org.jackfield.engine.reload;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jackfield.engine.config.ConfigException;

/**
 * Notices changes of the files by looking at them again and again: that works on every file system,
 * mounted folders and exchanged links included, where a kernel's events do not. A change is taken
 * when two looks in a row saw the same, so that a file is not read half-written; a file that was
 * emptied rests for a second first. Files of the configuration that do not come to rest are taken
 * all the same when they are sound, and after a while as they are; plugins never, and a plugin that
 * is being copied waits for its end. One thread of its own, from {@link #start} to {@link #close}.
 */
public final class ChangeWatcher implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration CONFIRM_AFTER = Duration.ofMillis(200);
  private static final long LONG_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();
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
      } catch (RuntimeException | Error e) { // whatever it was, the next change is looked for
        LOG.log(System.Logger.Level.WARNING, "A change of the files could not be taken", e);
      }
    }
  }

  private void lookOnce() {
    if (!reloads.watching()) {
      return;
    }
    FileMarks seen = reloads.reading().look();
    if (reloads.reading().changed(seen).isEmpty()) {
      return;
    }
    long unrestNanos = System.nanoTime();
    long restNanos = unrestNanos;
    while (!ended(CONFIRM_AFTER)) {
      FileMarks now = reloads.reading().look();
      long time = System.nanoTime();
      boolean rests = now.equals(seen);
      boolean pluginsRest = now.plugins().equals(seen.plugins());
      restNanos = rests ? restNanos : time;
      // Whoever saves a file in place empties it first: there is more to come.
      boolean unwritten = now.emptied(reloads.reading().marks()) && time - restNanos < LONG_NANOS;
      if ((rests && !unwritten) || (pluginsRest && time - unrestNanos > LONGEST_NANOS)) {
        reloads.filesChanged(now);
        return;
      }
      boolean restless = time - unrestNanos > LONG_NANOS;
      if (restless && pluginsRest && reloads.filesKeepChanging(now)) {
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
