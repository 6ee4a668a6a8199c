package org.jackfield.engine.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends attempts that are late. One daemon thread looks at all of them every {@value #SWEEP_MILLIS}
 * ms while there are any, and sleeps after a second without; a start wakes it. So a limit is kept
 * to within that time, and a call costs no timer of its own.
 */
public final class Watchdog implements AutoCloseable {
  static final long SWEEP_MILLIS = 20;
  private static final int SWEEPS_UNTIL_SLEEP = 50;

  private final Set<EngineAttempt> watched = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  /** A watchdog with its thread running. */
  public Watchdog() {
    thread = Thread.ofPlatform().daemon().name("watchdog").start(this::run);
  }

  void watch(EngineAttempt attempt) {
    watched.add(attempt);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  void forget(EngineAttempt attempt) {
    watched.remove(attempt);
  }

  private void run() {
    int idle = 0;
    while (!closed) {
      if (watched.isEmpty() && ++idle > SWEEPS_UNTIL_SLEEP) {
        asleep = true;
        while (watched.isEmpty() && !closed) {
          LockSupport.park(this);
        }
        asleep = false;
      } else {
        LockSupport.parkNanos(this, SWEEP_MILLIS * 1_000_000);
      }
      if (!watched.isEmpty()) {
        idle = 0;
        long now = System.nanoTime();
        watched.forEach(attempt -> attempt.check(now));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
