package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Plan;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is in one call, and what became of those who had theirs. Each candidate is asked
 * once, in order; when none is left that was not, those whose error heals by waiting are asked
 * again, the soonest first, as often as each may be, within the call's deadline and attempt budget,
 * and within what all calls together may try again. Used by the call's own thread alone.
 *
 * @param <T> a candidate with what is left to it
 */
final class Turns<T extends Turns.Turn> {
  /** A candidate with what is left to it. */
  static class Turn {
    final BackendHandle backend;
    final String model;
    final Tries tries;

    Turn(BackendHandle backend, String model) {
      this.backend = backend;
      this.model = model;
      this.tries = new Tries(backend);
    }
  }

  private final List<T> all;
  private final Call.CallLimits limits;
  private final List<AttemptReport> reports = new ArrayList<>();
  private final List<String> held = new ArrayList<>();
  private OptionalInt tooSmall = OptionalInt.empty();
  private int left;

  /** The turns of those, in that order. */
  Turns(List<T> all, Call.CallLimits limits) {
    this.all = List.copyOf(all);
    this.limits = limits;
    this.left = limits.attempts();
  }

  /** The next one to ask, after the wait for it; empty when nobody is to be asked any more. */
  Optional<T> next() {
    if (spent()) {
      return Optional.empty();
    }
    for (T turn : all) {
      if (turn.tries.fresh() && fits(turn)) {
        return Optional.of(turn);
      }
    }
    for (Optional<T> next = soonest(); next.isPresent(); next = soonest()) {
      T turn = next.get();
      Duration wait = turn.tries.waits(System.nanoTime());
      if (Backoff.tooLong(wait, limits.deadline())) {
        return Optional.empty();
      }
      if (!turn.backend.circuit().admits()) {
        turn.tries.stop();
      } else if (!turn.backend.guard().retries().spend()) {
        turn.tries.stop();
        held.add(turn.backend.name());
      } else {
        return Backoff.waited(wait, limits.cancellation()) && !over() ? next : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The one that may be tried again soonest. */
  private Optional<T> soonest() {
    long now = System.nanoTime();
    return all.stream()
        .filter(turn -> turn.tries.mayWait())
        .min(Comparator.comparing(turn -> turn.tries.waits(now)));
  }

  /** Whether it may hold what another one's context could not. */
  private boolean fits(T turn) {
    if (tooSmall.isEmpty()) {
      return true;
    }
    OptionalInt context = context(turn);
    return context.isEmpty() || context.getAsInt() > tooSmall.getAsInt();
  }

  private OptionalInt context(T turn) {
    return turn.backend.capabilities(turn.model).contextTokens();
  }

  /** Whether no upstream call may follow. */
  boolean spent() {
    return left == 0 || over();
  }

  /** Whether nobody waits for an answer any more. */
  private boolean over() {
    return limits.cancellation().cancelled() || limits.deadline().expired();
  }

  /** It is asked now. */
  void begin(T turn) {
    spend();
    turn.tries.begin();
  }

  /** One upstream call more is made, whatever for. */
  void spend() {
    left--;
  }

  /** It served, that long after it was asked. */
  void served(T turn, Duration elapsed) {
    report(turn, null, elapsed);
  }

  /** It failed. Nobody has a turn after that where no other one would do better. */
  void failed(T turn, BackendException error, Duration elapsed) {
    turn.tries.failed(error);
    report(turn, error, elapsed);
    ErrorCode code = error.code();
    boolean moveOn = code.fallback() || limits.fallbackOn().contains(code);
    if (over() || (!moveOn && !code.retryable())) {
      all.forEach(other -> other.tries.stop());
    }
    if (code == ErrorCode.CONTEXT_LENGTH) {
      context(turn)
          .ifPresent(size -> tooSmall = OptionalInt.of(Math.max(size, tooSmall.orElse(0))));
    }
  }

  /** Its circuit opened after the plan was made: that costs no attempt. */
  void turnedAway(T turn) {
    BackendException error = Circuits.error(turn.backend);
    turn.tries.failed(error);
    turn.tries.stop();
    report(turn, error, Duration.ZERO);
  }

  /** What is to be told of it beside; null for an error when it served. */
  void report(T turn, @Nullable BackendException error, Duration elapsed) {
    reports.add(AttemptReport.of(turn.backend.name(), turn.model, error, elapsed));
  }

  /** All that was tried, in order. */
  List<AttemptReport> reports() {
    return List.copyOf(reports);
  }

  /** The error of the call, when nobody is left who might serve it. */
  EngineException failure(Plan plan, EngineSnapshot snapshot) {
    boolean cancelled = limits.cancellation().cancelled();
    if (cancelled || reports.isEmpty()) {
      return CallFailures.over(plan, reports, cancelled);
    }
    List<BackendException> errors =
        all.stream().flatMap(turn -> turn.tries.last().stream()).toList();
    return CallFailures.allFailed(plan, snapshot, reports, errors, held);
  }
}
