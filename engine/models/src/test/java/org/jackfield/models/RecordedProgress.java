package org.jackfield.models;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jackfield.engine.ArtifactStore.Progress;

/** Keeps what a pull told, for assertions. Thread-safe. */
final class RecordedProgress implements Progress {
  private final List<String> notices = new ArrayList<>();
  private final CountDownLatch firstNotice = new CountDownLatch(1);
  private final CountDownLatch firstBytes = new CountDownLatch(1);
  private long done;
  private long total;

  @Override
  public synchronized void bytes(String name, long done, long total) {
    this.done = done;
    this.total = total;
    firstBytes.countDown();
  }

  @Override
  public synchronized void notice(String message) {
    notices.add(message);
    firstNotice.countDown();
  }

  synchronized List<String> notices() {
    return List.copyOf(notices);
  }

  synchronized long done() {
    return done;
  }

  synchronized long total() {
    return total;
  }

  /** Waits for the first remark. */
  void awaitNotice() throws InterruptedException {
    firstNotice.await();
  }

  /** Waits for the first report of bytes. */
  void awaitBytes() throws InterruptedException {
    firstBytes.await();
  }
}
