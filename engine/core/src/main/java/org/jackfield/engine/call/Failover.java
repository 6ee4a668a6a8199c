package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.EngineEvent.AnswerMended;
import org.jackfield.engine.EngineEvent.FellBack;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.breaker.CircuitBreaker.Permit;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.structured.UnfitAnswer;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Tries the planned backends in order until one gives content. A failed attempt moves to the next
 * backend at once; only when none is left does it wait and try again those whose error heals by
 * waiting, as often as each may be, within the call's deadline and attempt budget, and within what
 * all calls together may try again.
 *
 * <p>An answer that is wanted whole and in a format has failed when it is not in that format. Its
 * backend is asked once to mend it; then the next one has its turn.
 */
public final class Failover {
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

  /**
   * An attempt that gave content.
   *
   * @param candidate whose it is
   * @param reports all that was tried
   * @param mended the cost of the answer that it mends, when it does
   */
  record Served(
      AttemptStream stream,
      Candidate candidate,
      List<AttemptReport> reports,
      Optional<Usage> mended) {}

  /** A candidate with what is left to it. */
  private static final class Runner {
    final Candidate candidate;
    final BackendHandle backend;
    final Tries tries;
    boolean askedToMend;

    Runner(Candidate candidate, BackendHandle backend) {
      this.candidate = candidate;
      this.backend = backend;
      this.tries = new Tries(backend);
    }
  }

  /** One call's way through its candidates; used by the call's own thread alone. */
  private final class Run {
    private final Call call;
    private final List<Runner> runners = new ArrayList<>();
    private final List<AttemptReport> reports = new ArrayList<>();
    private OptionalInt tooSmall = OptionalInt.empty();
    private Optional<Usage> mended = Optional.empty();
    private final List<String> held = new ArrayList<>();
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
          return new Served(stream.get(), runner.candidate, List.copyOf(reports), mended);
        }
        from = runner;
      }
      boolean cancelled = call.limits().cancellation().cancelled();
      if (cancelled || reports.isEmpty()) {
        throw CallFailures.over(call.plan(), reports, cancelled);
      }
      throw CallFailures.allFailed(call.plan(), call.snapshot(), reports, errors(), held);
    }

    /** Whether nobody waits for an answer any more. */
    private boolean over() {
      return call.limits().cancellation().cancelled() || call.limits().deadline().expired();
    }

    private List<BackendException> errors() {
      return runners.stream().flatMap(runner -> runner.tries.last().stream()).toList();
    }

    private void tellFallback(Runner from, Runner to) {
      from.tries
          .last()
          .ifPresent(
              error ->
                  listener.on(
                      new FellBack(
                          call.id(),
                          from.backend.name(),
                          to.backend.name(),
                          error.message(),
                          error.hint())));
    }

    /** The next one to try: the first untried, else the one whose wait is over soonest. */
    private Optional<Runner> next() {
      for (Runner runner : runners) {
        if (runner.tries.fresh() && fits(runner)) {
          return Optional.of(runner);
        }
      }
      for (Runner soonest = soonest(); soonest != null; soonest = soonest()) {
        Duration wait = soonest.tries.waits(System.nanoTime());
        if (Backoff.tooLong(wait, call.limits().deadline())) {
          return Optional.empty();
        }
        if (!soonest.backend.circuit().admits()) {
          soonest.tries.stop();
        } else if (!soonest.backend.guard().retries().spend()) {
          soonest.tries.stop();
          held.add(soonest.backend.name());
        } else {
          boolean waited = Backoff.waited(wait, call.limits().cancellation());
          return waited ? Optional.of(soonest) : Optional.empty();
        }
      }
      return Optional.empty();
    }

    /** The one that may be tried again soonest; null when none may. */
    private @Nullable Runner soonest() {
      long now = System.nanoTime();
      return runners.stream()
          .filter(runner -> runner.tries.mayWait())
          .min(Comparator.comparing(runner -> runner.tries.waits(now)))
          .orElse(null);
    }

    /** Whether it may hold what another one's context could not. */
    private boolean fits(Runner runner) {
      OptionalInt context = runner.backend.capabilities(runner.candidate.model()).contextTokens();
      return tooSmall.isEmpty() || context.isEmpty() || context.getAsInt() > tooSmall.getAsInt();
    }

    private Optional<AttemptStream> attempt(Runner runner) {
      Optional<Permit> permit = runner.backend.enter();
      if (permit.isEmpty()) {
        return turnedAway(runner);
      }
      long start = System.nanoTime();
      budget--;
      runner.tries.begin();
      try {
        return Optional.of(opened(runner, permit.get(), Optional.empty()));
      } catch (BackendException e) {
        permit.get().released();
        runner.tries.failed(e);
        reports.add(report(runner, e, Duration.ofNanos(System.nanoTime() - start)));
        stopUnlessAnotherMay(runner, e);
        return UnfitAnswer.of(e).flatMap(unfit -> mended(runner, unfit));
      } catch (RuntimeException | Error e) {
        permit.get().released();
        throw e;
      }
    }

    private AttemptStream opened(Runner runner, Permit permit, Optional<UnfitAnswer> toMend) {
      AttemptStream stream =
          attempts.open(call, runner.backend, runner.candidate.model(), permit, toMend);
      reports.add(report(runner, null, stream.firstContent().orElse(Duration.ZERO)));
      return stream;
    }

    /**
     * The answer as its backend mends it, where it may be asked and can. Failing at that is no
     * reason to ask it again or to stop: the next backend has its turn as after the answer itself.
     */
    private Optional<AttemptStream> mended(Runner runner, UnfitAnswer unfit) {
      boolean whole = call.request().delivery() == ChatRequest.Delivery.WHOLE;
      if (!whole || runner.askedToMend || budget == 0 || over()) {
        return Optional.empty();
      }
      Optional<Permit> permit = runner.backend.enter();
      if (permit.isEmpty()) {
        return Optional.empty();
      }
      long start = System.nanoTime();
      budget--;
      runner.askedToMend = true;
      try {
        AttemptStream stream = opened(runner, permit.get(), Optional.of(unfit));
        mended = Optional.of(unfit.usage());
        listener.on(new AnswerMended(call.id(), runner.backend.name(), runner.candidate.model()));
        return Optional.of(stream);
      } catch (BackendException e) {
        permit.get().released();
        if (UnfitAnswer.of(e).isPresent()) {
          runner.tries.last(e);
        }
        reports.add(report(runner, e, Duration.ofNanos(System.nanoTime() - start)));
        return Optional.empty();
      } catch (RuntimeException | Error e) {
        permit.get().released();
        throw e;
      }
    }

    /** Its circuit opened after the plan was made: that costs no attempt. */
    private Optional<AttemptStream> turnedAway(Runner runner) {
      BackendException error = Circuits.error(runner.backend);
      runner.tries.failed(error);
      runner.tries.stop();
      reports.add(report(runner, error, Duration.ZERO));
      return Optional.empty();
    }

    /** Ends the run when the error is one that no other backend would do better with. */
    private void stopUnlessAnotherMay(Runner runner, BackendException e) {
      ErrorCode code = e.code();
      boolean moveOn = code.fallback() || call.limits().fallbackOn().contains(code);
      if (over() || (!moveOn && !code.retryable())) {
        runners.forEach(other -> other.tries.stop());
      }
      if (code == ErrorCode.CONTEXT_LENGTH) {
        tooSmall = runner.backend.capabilities(runner.candidate.model()).contextTokens();
      }
    }

    private AttemptReport report(Runner runner, @Nullable BackendException e, Duration elapsed) {
      return AttemptReport.of(runner.backend.name(), runner.candidate.model(), e, elapsed);
    }
  }
}
