package org.jackfield.server;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jackfield.engine.Cancellation;

/**
 * The requests at work: at most so many, none after the server began to drain, and all of them
 * ended when their time of grace is over. Thread-safe.
 */
final class InFlight {
  private final IntSupplier most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private final Set<Entry> entries = new HashSet<>();
  private boolean draining;

  /** A limit that may change: it counts when a request begins. */
  InFlight(IntSupplier most) {
    this.most = most;
  }

  /**
   * A request begins.
   *
   * @throws Refusal 503 when there are too many, or the server drains
   */
  Entry enter(Cancellation cancellation) {
    lock.lock();
    try {
      if (draining) {
        throw shuttingDown();
      }
      int limit = most.getAsInt();
      if (entries.size() >= limit) {
        throw refusal("overloaded", "The gateway has " + limit + " requests at work already.");
      }
      Entry entry = new Entry(this, cancellation);
      entries.add(entry);
      return entry;
    } finally {
      lock.unlock();
    }
  }

  /** What a request gets that the end of the server cuts off, or finds at its door. */
  static Refusal shuttingDown() {
    return refusal("shutting_down", "The gateway is shutting down.");
  }

  private static Refusal refusal(String code, String message) {
    return new Refusal(503, "overloaded_error", code, message, Map.of("Retry-After", "1"));
  }

  /** Whether no new request is taken. */
  boolean draining() {
    lock.lock();
    try {
      return draining;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no new request, waits for the running ones, and ends those that are left. */
  void drain(Duration grace, Duration afterwards) {
    begin();
    if (!await(grace)) {
      List<Entry> left;
      lock.lock();
      try {
        left = List.copyOf(entries);
      } finally {
        lock.unlock();
      }
      left.forEach(Entry::shutDownNow);
      await(afterwards);
    }
  }

  private void begin() {
    lock.lock();
    try {
      draining = true;
    } finally {
      lock.unlock();
    }
  }

  private boolean await(Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (!entries.isEmpty() && left > 0) {
        left = empty.awaitNanos(left);
      }
      return entries.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Entry entry) {
    lock.lock();
    try {
      entries.remove(entry);
      if (entries.isEmpty()) {
        empty.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A request at work. */
  static final class Entry implements AutoCloseable {
    private final InFlight owner;
    private final Cancellation cancellation;
    private volatile boolean shutDown;

    private Entry(InFlight owner, Cancellation cancellation) {
      this.owner = owner;
      this.cancellation = cancellation;
    }

    /** Whether the server ended it. */
    boolean shutDown() {
      return shutDown;
    }

    private void shutDownNow() {
      shutDown = true;
      cancellation.cancel();
    }

    @Override
    public void close() {
      owner.leave(this);
    }
  }
}
