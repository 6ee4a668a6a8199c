package org.jackfield.plugin.llamacpp.ffm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the library's log lines go: to the logger of this class, and the last errors into the
 * messages of failures. Called by native threads of any kind; thread-safe.
 */
final class NativeLog {
  private static final int WARN = 3; // GGML_LOG_LEVEL_WARN
  private static final int ERROR = 4; // GGML_LOG_LEVEL_ERROR
  private static final int KEPT_LINES = 6;
  private static final int MAX_LINE_CHARS = 500;

  private final Logger logger = System.getLogger("org.jackfield.plugin.llamacpp.native");
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<String> lastErrors = new ArrayDeque<>(); // guarded by lock
  private final AtomicLong unreadable = new AtomicLong();

  /** The callback. Nothing may be thrown from here: an exception in an upcall ends the process. */
  void line(int level, MemorySegment text, MemorySegment unused) {
    try {
      if (level >= WARN || logger.isLoggable(Level.TRACE)) {
        keep(level, text.reinterpret(Integer.MAX_VALUE).getString(0).strip());
      }
    } catch (RuntimeException e) {
      unreadable.incrementAndGet();
    }
  }

  private void keep(int level, String line) {
    String shortened =
        line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) + "…" : line;
    logger.log(level >= WARN ? Level.DEBUG : Level.TRACE, shortened);
    if (level != ERROR || shortened.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      if (lastErrors.size() == KEPT_LINES) {
        lastErrors.removeFirst();
      }
      lastErrors.addLast(shortened);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the errors up to now, before something that may fail begins. */
  void forget() {
    lock.lock();
    try {
      lastErrors.clear();
    } finally {
      lock.unlock();
    }
  }

  /** The last errors in one line, or a remark that there were none. */
  String reason() {
    lock.lock();
    try {
      return lastErrors.isEmpty() ? "the library gave no reason" : String.join("; ", lastErrors);
    } finally {
      lock.unlock();
    }
  }
}
