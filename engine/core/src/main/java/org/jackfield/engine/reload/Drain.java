package org.jackfield.engine.reload;

import java.time.Duration;
import java.util.List;
import org.jackfield.engine.snapshot.EngineSnapshot;

/**
 * Lets the backends that a reload took away end their running answers: they close with the last of
 * them; when the time is over, the answers end with an error; what does not end even then is closed
 * under it. Waits on a virtual thread of its own, which ends with the last backend.
 */
final class Drain {
  private static final Duration AFTER_LIMIT = Duration.ofSeconds(5);

  private Drain() {}

  static void start(List<EngineSnapshot.Removed> removed, Duration limit) {
    if (removed.stream().allMatch(backend -> backend.awaitClosed(Duration.ZERO))) {
      return;
    }
    Thread.ofVirtual().name("drain").start(() -> drain(removed, limit));
  }

  private static void drain(List<EngineSnapshot.Removed> removed, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    for (EngineSnapshot.Removed backend : removed) {
      if (!backend.awaitClosed(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
        backend.endRunning();
      }
    }
    long last = System.nanoTime() + AFTER_LIMIT.toNanos();
    for (EngineSnapshot.Removed backend : removed) {
      if (!backend.awaitClosed(Duration.ofNanos(Math.max(0, last - System.nanoTime())))) {
        backend.closeAnyway();
      }
    }
  }
}
