package org.jackfield.server.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.EngineEvent.AttemptEnded;
import org.jackfield.engine.EngineEvent.AttemptStarted;
import org.jackfield.engine.EngineEvent.CallEnded;
import org.jackfield.engine.EngineEvent.CallStarted;
import org.jackfield.engine.EngineListener;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** What the engine told of its calls: the figures that a leak would show in. Thread-safe. */
final class Journal implements EngineListener {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<EngineEvent> events = new ArrayList<>();
  private int running;

  @Override
  public void on(EngineEvent event) {
    lock.lock();
    try {
      events.add(event);
      running +=
          switch (event) {
            case CallStarted _, AttemptStarted _ -> 1;
            case CallEnded _, AttemptEnded _ -> -1;
            default -> 0;
          };
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The attempts at that backend that are over, in order. */
  List<AttemptEnded> attempts(String backend) {
    lock.lock();
    try {
      return events.stream()
          .filter(AttemptEnded.class::isInstance)
          .map(AttemptEnded.class::cast)
          .filter(ended -> ended.backend().equals(backend))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every call and every attempt that began has ended. */
  void awaitAllEnded() {
    await(() -> running == 0, "calls or attempts have not ended");
  }

  /** Waits until that many attempts at that backend are over. */
  void awaitAttempts(String backend, int count) {
    await(() -> attempts(backend).size() >= count, "attempts at '" + backend + "' are missing");
  }

  private void await(BooleanSupplier condition, String otherwise) {
    lock.lock();
    try {
      long left = ScriptedUpstream.PATIENCE.toNanos();
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          throw new AssertionError("After " + ScriptedUpstream.PATIENCE + " " + otherwise);
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for the engine", e);
    } finally {
      lock.unlock();
    }
  }

  /** Everything it was told. */
  @Override
  public String toString() {
    lock.lock();
    try {
      return events.toString();
    } finally {
      lock.unlock();
    }
  }
}
