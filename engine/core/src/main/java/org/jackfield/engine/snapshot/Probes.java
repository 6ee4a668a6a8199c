package org.jackfield.engine.snapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jackfield.spi.Health;

/**
 * Asks backends whether they are there, all at the same time. Each on a platform thread: a probe
 * that computes for ever would take a carrier of the virtual threads with it.
 */
public final class Probes {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Probes() {}

  /** A probe that runs. */
  private record Probe(FutureTask<Health> task, ProbeAttempt attempt) {
    static Probe start(BackendHandle backend) {
      ProbeAttempt attempt = new ProbeAttempt(LIMIT);
      FutureTask<Health> task = new FutureTask<>(() -> backend.probe(attempt));
      Thread.ofPlatform()
          .daemon()
          .name("probe-" + backend.name())
          .inheritInheritableThreadLocals(false)
          .start(task);
      return new Probe(task, attempt);
    }

    /** Ends it, without a wait for a backend that does not let itself be ended. */
    void giveUp() {
      Thread.ofVirtual().name("late-probe").start(attempt::cancel);
      task.cancel(true);
    }
  }

  /** What each probe found, in the order of the backends; blocks, for ten seconds at most. */
  public static List<Health> of(List<BackendHandle> backends) {
    List<Probe> probes = backends.stream().map(Probe::start).toList();
    List<Health> found = new ArrayList<>();
    for (Probe probe : probes) {
      found.add(found(probe));
    }
    return found;
  }

  private static Health found(Probe probe) {
    try {
      long nanos = Math.max(0, probe.attempt().deadline().remaining().toNanos());
      return probe.task().get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      probe.giveUp();
      return Health.down(
          "No answer within " + LIMIT.toSeconds() + " s.", "Check the endpoint and network.");
    } catch (ExecutionException e) {
      return Health.down("Its probe failed inside: " + e.getCause(), "Report this.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      probe.giveUp();
      return Health.down("The probe was interrupted.", "Probe again.");
    }
  }
}
