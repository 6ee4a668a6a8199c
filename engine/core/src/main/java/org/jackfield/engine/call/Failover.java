package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.EngineEvent.FellBack;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Tries the planned backends in order until one gives content. A failed attempt moves to the next
 * backend at once; only when none is left does it wait and try again those whose error heals by
 * waiting, as often as each may be, within the call's deadline and attempt budget.
 */
public final class Failover {
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration FIRST_RATE_LIMIT_WAIT = Duration.ofSeconds(2);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Attempts attempts;
  private final EngineListener listener;

  /** A strategy that makes these attempts and tells the listener when it moves on. */
  public Failover(Attempts attempts, EngineListener listener) {
    this.attempts = attempts;
    this.listener = listener;
  }

  /**
   * The first attempt that gave content, with all reports.
   *
   * @throws EngineException when none did
   */
  Served serve(Call call) {
    return new Run(call).serve();
  }

  /** An attempt that gave content, its candidate, and all that was tried. */
  record Served(AttemptStream stream, Candidate candidate, List<AttemptReport> reports) {}

  /** A candidate with what is left to it. */
  private static final class Runner {
    final Candidate candidate;
    final BackendHandle backend;
    int triesLeft;
    int failures;
    long readyAtNanos;
    @Nullable BackendException last;

    Runner(Candidate candidate, BackendHandle backend) {
      this.candidate = candidate;
      this.backend = backend;
      this.triesLeft = 1 + backend.options().retries();
    }

    boolean mayWait() {
      BackendException error = last;
      return triesLeft > 0 && error != null && error.code().retryable();
    }
  }

  /** One call's way through its candidates; used by the call's own thread alone. */
  private final class Run {
    private final Call call;
    private final List<Runner> runners = new ArrayList<>();
    private final List<AttemptReport> reports = new ArrayList<>();
    private OptionalInt tooSmall = OptionalInt.empty();
    private int budget;

    Run(Call call) {
      this.call = call;
      this.budget = call.limits().attempts();
      for (Candidate candidate : call.plan().chosen()) {
        runners.add(
            new Runner(candidate, call.snapshot().backend(candidate.backend()).orElseThrow()));
      }
    }

    Served serve() {
      if (runners.isEmpty()) {
        throw CallFailures.nothingChosen(call.plan(), call.snapshot());
      }
      Runner from = null;
      for (Optional<Runner> next = next();
          next.isPresent() && budget > 0 && !over();
          next = next()) {
        Runner runner = next.get();
        if (from != null && from != runner) {
          tellFallback(from, runner);
        }
        Optional<AttemptStream> stream = attempt(runner);
        if (stream.isPresent()) {
          return new Served(stream.get(), runner.candidate, List.copyOf(reports));
        }
        from = runner;
      }
      boolean cancelled = call.limits().cancellation().cancelled();
      if (cancelled || reports.isEmpty()) {
        throw CallFailures.over(call.plan(), reports, cancelled);
      }
      throw CallFailures.allFailed(call.plan(), call.snapshot(), reports, errors());
    }

    /** Whether nobody waits for an answer any more. */
    private boolean over() {
      return call.limits().cancellation().cancelled() || call.limits().deadline().expired();
    }

    private List<BackendException> errors() {
      List<BackendException> errors = new ArrayList<>();
      for (Runner runner : runners) {
        if (runner.last != null) {
          errors.add(runner.last);
        }
      }
      return errors;
    }

    private void tellFallback(Runner from, Runner to) {
      BackendException error = from.last;
      if (error != null) {
        listener.on(
            new FellBack(
                call.id(), from.backend.name(), to.backend.name(), error.message(), error.hint()));
      }
    }

    /** The next one to try: the first untried, else the one whose wait is over soonest. */
    private Optional<Runner> next() {
      for (Runner runner : runners) {
        if (runner.failures == 0 && runner.triesLeft > 0 && fits(runner)) {
          return Optional.of(runner);
        }
      }
      Runner soonest = null;
      for (Runner runner : runners) {
        if (runner.mayWait()
            && (soonest == null || runner.readyAtNanos - soonest.readyAtNanos < 0)) {
          soonest = runner;
        }
      }
      return soonest != null && waited(soonest) ? Optional.of(soonest) : Optional.empty();
    }

    /** Whether it may hold what another one's context could not. */
    private boolean fits(Runner runner) {
      OptionalInt context = runner.backend.capabilities(runner.candidate.model()).contextTokens();
      return tooSmall.isEmpty() || context.isEmpty() || context.getAsInt() > tooSmall.getAsInt();
    }

    private Optional<AttemptStream> attempt(Runner runner) {
      long start = System.nanoTime();
      budget--;
      runner.triesLeft--;
      try {
        AttemptStream stream = attempts.open(call, runner.backend, runner.candidate.model());
        reports.add(report(runner, null, stream.firstContent().orElse(Duration.ZERO)));
        return Optional.of(stream);
      } catch (BackendException e) {
        runner.failures++;
        runner.last = e;
        runner.readyAtNanos = System.nanoTime() + wait(runner, e).toNanos();
        reports.add(report(runner, e, Duration.ofNanos(System.nanoTime() - start)));
        stopUnlessAnotherMay(runner, e);
        return Optional.empty();
      }
    }

    /** Ends the run when the error is one that no other backend would do better with. */
    private void stopUnlessAnotherMay(Runner runner, BackendException e) {
      ErrorCode code = e.code();
      boolean moveOn = code.fallback() || call.limits().fallbackOn().contains(code);
      if (over() || (!moveOn && !code.retryable())) {
        runners.forEach(other -> other.triesLeft = 0);
      }
      if (code == ErrorCode.CONTEXT_LENGTH) {
        tooSmall = runner.backend.capabilities(runner.candidate.model()).contextTokens();
      }
    }

    private AttemptReport report(Runner runner, @Nullable BackendException e, Duration elapsed) {
      return new AttemptReport(
          runner.backend.name(),
          runner.candidate.model(),
          Optional.ofNullable(e).map(BackendException::code),
          e == null ? "" : e.message(),
          e == null ? Optional.empty() : e.hint(),
          elapsed);
    }

    /** What the upstream asked for, else exponential with up to a quarter of jitter off. */
    private Duration wait(Runner runner, BackendException e) {
      if (e.retryAfter().isPresent()) {
        return e.retryAfter().get();
      }
      Duration first = e.code() == ErrorCode.RATE_LIMITED ? FIRST_RATE_LIMIT_WAIT : FIRST_WAIT;
      long millis = first.toMillis() << Math.min(runner.failures - 1, 6);
      long jitter = ThreadLocalRandom.current().nextLong(millis / 4 + 1);
      return Duration.ofMillis(Math.min(millis, LONGEST_WAIT.toMillis()) - jitter);
    }

    /** Waits for it; false when that takes longer than anyone should, or the call ended. */
    private boolean waited(Runner runner) {
      Duration wait = Duration.ofNanos(Math.max(0, runner.readyAtNanos - System.nanoTime()));
      if (wait.compareTo(LONGEST_WAIT) > 0
          || wait.compareTo(call.limits().deadline().remaining()) >= 0) {
        return false;
      }
      CountDownLatch cancelled = new CountDownLatch(1);
      Runnable forget = call.limits().cancellation().onCancel(cancelled::countDown);
      try {
        return !cancelled.await(wait.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } finally {
        forget.run();
      }
    }
  }
}
