package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Usage;

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
  private static final class Runner extends Turns.Turn {
    final Candidate candidate;
    boolean askedToMend;

    Runner(Candidate candidate, BackendHandle backend) {
      super(backend, candidate.model());
      this.candidate = candidate;
    }
  }

  /** One call's way through its candidates; used by the call's own thread alone. */
  private final class Run {
    private final Call call;
    private final Turns<Runner> turns;
    private Optional<Usage> mended = Optional.empty();

    Run(Call call) {
      this.call = call;
      List<Runner> runners = new ArrayList<>();
      for (Candidate candidate : call.plan().chosen()) {
        runners.add(
            new Runner(candidate, call.snapshot().backend(candidate.backend()).orElseThrow()));
      }
      this.turns = new Turns<>(runners, call.limits());
    }

    Served serve() {
      if (call.plan().chosen().isEmpty()) {
        throw CallFailures.nothingChosen(call.plan(), call.snapshot());
      }
      Runner from = null;
      for (Optional<Runner> next = turns.next(); next.isPresent(); next = turns.next()) {
        Runner runner = next.get();
        if (from != null && from != runner) {
          tellFallback(from, runner);
        }
        Optional<AttemptStream> stream = attempt(runner);
        if (stream.isPresent()) {
          return new Served(stream.get(), runner.candidate, turns.reports(), mended);
        }
        from = runner;
      }
      throw turns.failure(call.plan(), call.snapshot());
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

    private Optional<AttemptStream> attempt(Runner runner) {
      Optional<Permit> permit = runner.backend.enter();
      if (permit.isEmpty()) {
        turns.turnedAway(runner);
        return Optional.empty();
      }
      long start = System.nanoTime();
      turns.begin(runner);
      try {
        return Optional.of(opened(runner, permit.get(), Optional.empty()));
      } catch (BackendException e) {
        permit.get().released();
        turns.failed(runner, e, since(start));
        return UnfitAnswer.of(e).flatMap(unfit -> mended(runner, unfit));
      } catch (RuntimeException | Error e) {
        permit.get().released();
        throw e;
      }
    }

    private AttemptStream opened(Runner runner, Permit permit, Optional<UnfitAnswer> toMend) {
      AttemptStream stream = attempts.open(call, runner.backend, runner.model, permit, toMend);
      turns.served(runner, stream.firstContent().orElse(Duration.ZERO));
      return stream;
    }

    /**
     * The answer as its backend mends it, where it may be asked and can. Failing at that is no
     * reason to ask it again or to stop: the next backend has its turn as after the answer itself.
     */
    private Optional<AttemptStream> mended(Runner runner, UnfitAnswer unfit) {
      boolean whole = call.request().delivery() == ChatRequest.Delivery.WHOLE;
      if (!whole || runner.askedToMend || turns.spent()) {
        return Optional.empty();
      }
      Optional<Permit> permit = runner.backend.enter();
      if (permit.isEmpty()) {
        return Optional.empty();
      }
      long start = System.nanoTime();
      turns.spend();
      runner.askedToMend = true;
      try {
        AttemptStream stream = opened(runner, permit.get(), Optional.of(unfit));
        mended = Optional.of(unfit.usage());
        listener.on(new AnswerMended(call.id(), runner.backend.name(), runner.model));
        return Optional.of(stream);
      } catch (BackendException e) {
        permit.get().released();
        if (UnfitAnswer.of(e).isPresent()) {
          runner.tries.last(e);
        }
        turns.report(runner, e, since(start));
        return Optional.empty();
      } catch (RuntimeException | Error e) {
        permit.get().released();
        throw e;
      }
    }

    private static Duration since(long startNanos) {
      return Duration.ofNanos(System.nanoTime() - startNanos);
    }
  }
}
