package org.jackfield.engine.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jackfield.engine.plugin.ArchiveEnd;

/**
 * Hides changes of plugins that are still being copied, however long the copying pauses: a file
 * that changed and has not the end of an archive counts as unchanged. When nothing of it changed
 * for a while, it is what it is, and the load will say so. Thread-safe.
 */
final class HalfCopies {
  private final Duration patience;
  private final LongSupplier nanoClock;
  private final Map<Path, Seen> waiting = new HashMap<>();

  /** How a file without its end looks, and since when. */
  private record Seen(String mark, long sinceNanos) {}

  HalfCopies(Duration patience, LongSupplier nanoClock) {
    this.patience = patience;
    this.nanoClock = nanoClock;
  }

  /** The marks of now as if no such file had changed from how it was known. */
  synchronized FileMarks hide(FileMarks now, FileMarks known) {
    Map<Path, String> plugins = new HashMap<>(now.plugins());
    waiting.keySet().removeIf(file -> same(file, now, known));
    now.plugins()
        .forEach(
            (file, mark) -> {
              String before = known.plugins().get(file);
              if (mark.equals(before) || !waits(file, mark)) {
                return;
              }
              if (before == null) {
                plugins.remove(file);
              } else {
                plugins.put(file, before);
              }
            });
    return new FileMarks(now.config(), plugins);
  }

  private static boolean same(Path file, FileMarks one, FileMarks other) {
    return Objects.equals(one.plugins().get(file), other.plugins().get(file));
  }

  private boolean waits(Path file, String mark) {
    if (ArchiveEnd.reached(file)) {
      return false;
    }
    Seen seen = waiting.get(file);
    if (seen == null || !seen.mark().equals(mark)) {
      waiting.put(file, new Seen(mark, nanoClock.getAsLong()));
      return true;
    }
    return nanoClock.getAsLong() - seen.sinceNanos() < patience.toNanos();
  }
}
