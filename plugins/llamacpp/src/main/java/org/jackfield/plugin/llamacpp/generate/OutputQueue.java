package org.jackfield.plugin.llamacpp.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The bounded way from the worker to the reader of one answer. The worker never blocks on it: it
 * asks {@link #full} before it computes a token, and a token adds two events at most. Thread-safe.
 */
final class OutputQueue {
  private static final int CAPACITY = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<GenerationEvent> events = new ArrayDeque<>(CAPACITY + 2); // guarded by lock
  private @Nullable BackendException failure; // guarded by lock

  boolean full() {
    lock.lock();
    try {
      return events.size() >= CAPACITY;
    } finally {
      lock.unlock();
    }
  }

  void add(GenerationEvent event) {
    lock.lock();
    try {
      events.addLast(event);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Adds how far the prompt has been read; what was not taken yet is out of date and goes. */
  void addReading(GenerationEvent.Reading reading) {
    lock.lock();
    try {
      if (events.peekLast() instanceof GenerationEvent.Reading) {
        events.removeLast();
      }
      add(reading);
    } finally {
      lock.unlock();
    }
  }

  /** Ends it with an error, which comes after the events already there; the first error stays. */
  void fail(BackendException error) {
    lock.lock();
    try {
      failure = failure == null ? error : failure;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it at once: the reader gets the error next, whatever lay before it. */
  void cut(BackendException error) {
    lock.lock();
    try {
      events.clear();
      failure = error;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next event; blocks.
   *
   * @param drained run when the queue falls to half its capacity
   */
  GenerationEvent take(Runnable drained) {
    GenerationEvent event;
    boolean half;
    lock.lock();
    try {
      while (events.isEmpty()) {
        if (failure != null) {
          throw failure;
        }
        changed.await();
      }
      event = events.removeFirst();
      half = events.size() == CAPACITY / 2;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(
          ErrorCode.CANCELLED, "The thread that reads the answer was interrupted.", e);
    } finally {
      lock.unlock();
    }
    if (half) {
      drained.run();
    }
    return event;
  }
}
