package org.jackfield.engine.snapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jackfield.spi.Health;

/** Asks backends whether they are there, all at the same time. */
public final class Probes {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Probes() {}

  /** What each probe found, in the order of the backends; blocks, for ten seconds at most. */
  public static List<Health> of(List<BackendHandle> backends) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Health>> probes = new ArrayList<>();
      List<ProbeAttempt> attempts = new ArrayList<>();
      for (BackendHandle backend : backends) {
        ProbeAttempt attempt = new ProbeAttempt(LIMIT);
        attempts.add(attempt);
        probes.add(threads.submit(() -> backend.probe(attempt)));
      }
      List<Health> found = new ArrayList<>();
      for (int i = 0; i < backends.size(); i++) {
        found.add(found(probes.get(i), attempts.get(i)));
      }
      threads.shutdownNow();
      return found;
    }
  }

  private static Health found(Future<Health> probe, ProbeAttempt attempt) {
    try {
      return probe.get(attempt.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      attempt.cancel();
      return Health.down(
          "No answer within " + LIMIT.toSeconds() + " s.", "Check the endpoint and network.");
    } catch (ExecutionException e) {
      return Health.down("Its probe failed inside: " + e.getCause(), "Report this.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      attempt.cancel();
      return Health.down("The probe was interrupted.", "Probe again.");
    }
  }
}
