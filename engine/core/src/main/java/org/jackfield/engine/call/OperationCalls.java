package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.Cancellation;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.OperationReply;
import org.jackfield.engine.Plan;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.breaker.CircuitBreaker.Permit;
import org.jackfield.engine.call.EngineAttempt.End;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.BackendLease;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Deadline;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Operation;
import org.jackfield.spi.chat.ChatRequest;

/**
 * Calls of operations beside chat: planned as a chat is, by the same route and data rule, and tried
 * on each backend that has the operation, in order; then, as a chat, again where the error heals by
 * waiting. Thread-safe.
 */
public final class OperationCalls {
  private final Watchdog watchdog;

  /** Calls under that watchdog. */
  public OperationCalls(Watchdog watchdog) {
    this.watchdog = watchdog;
  }

  /**
   * What to do with a backend that has the operation.
   *
   * @param <K> the operation
   * @param <R> what it gives
   */
  public interface Work<K extends Operation, R> {
    /**
     * Does it; blocks.
     *
     * @param model the model to ask for
     */
    R with(K operation, BackendHandle backend, String model, Attempt attempt);
  }

  /**
   * An operation.
   *
   * @param does its name in a sentence, such as {@code "make embeddings"}
   * @param ofOneModel whether results of different models cannot stand for each other, as vectors
   *     cannot: then only backends that are asked for the first one's model stand in for it
   */
  public record Kind<K extends Operation>(Class<K> type, String does, boolean ofOneModel) {}

  /**
   * Asks the backends of a route in order until one answers.
   *
   * @param asked names the target as a chat does, and what a candidate must be able to take
   * @throws EngineException when none did
   */
  public <K extends Operation, R> OperationReply<R> call(
      EngineSnapshot snapshot,
      ChatRequest asked,
      CallOptions options,
      Kind<K> kind,
      Work<K, R> work) {
    return new Run<>(snapshot, asked, options, kind, work).result();
  }

  /** A backend that has the operation, with what is left to it. */
  private static final class Turn<K> {
    final BackendHandle backend;
    final String model;
    final K operation;
    final Tries tries;

    Turn(BackendHandle backend, String model, K operation) {
      this.backend = backend;
      this.model = model;
      this.operation = operation;
      this.tries = new Tries(backend);
    }
  }

  /** One call on its way; used by its own thread alone. */
  private final class Run<K extends Operation, R> {
    private final EngineSnapshot snapshot;
    private final CallOptions options;
    private final Kind<K> kind;
    private final Work<K, R> work;
    private final Plan plan;
    private final Deadline deadline;
    private final Cancellation cancellation;
    private final List<AttemptReport> reports = new ArrayList<>();
    private final List<BackendException> errors = new ArrayList<>();
    private final List<String> held = new ArrayList<>();

    Run(
        EngineSnapshot snapshot,
        ChatRequest asked,
        CallOptions options,
        Kind<K> kind,
        Work<K, R> work) {
      this.snapshot = snapshot;
      this.options = options;
      this.kind = kind;
      this.work = work;
      this.plan = Planner.plan(snapshot, asked, options);
      this.deadline = Call.CallLimits.deadline(options, plan.profile().flatMap(snapshot::profile));
      this.cancellation = options.cancellation().orElseGet(Cancellation::new);
    }

    OperationReply<R> result() {
      if (plan.chosen().isEmpty()) {
        throw CallFailures.nothingChosen(plan, snapshot);
      }
      List<Turn<K>> turns = turns();
      if (turns.isEmpty()) {
        throw nobodyCan(plan.chosen());
      }
      for (Optional<Turn<K>> next = next(turns); next.isPresent(); next = next(turns)) {
        Turn<K> turn = next.get();
        Optional<OperationReply<R>> reply = attempt(turn);
        if (reply.isPresent()) {
          return reply.get();
        }
        if (noOtherMay(errors.getLast())) {
          break;
        }
      }
      if (reports.isEmpty()) {
        throw CallFailures.over(plan, reports, cancellation.cancelled());
      }
      throw CallFailures.allFailed(plan, snapshot, reports, errors, held);
    }

    private List<Turn<K>> turns() {
      List<Turn<K>> turns = new ArrayList<>();
      for (Candidate candidate : plan.chosen()) {
        BackendHandle backend = snapshot.backend(candidate.backend()).orElseThrow();
        String model = candidate.model();
        boolean standsIn =
            turns.isEmpty()
                || !kind.ofOneModel()
                || (!model.isEmpty() && model.equals(turns.getFirst().model));
        if (standsIn) {
          backend
              .operation(kind.type())
              .ifPresent(operation -> turns.add(new Turn<>(backend, model, operation)));
        }
      }
      return turns;
    }

    /** The next one to ask: the first that was not, else the one whose wait is over soonest. */
    private Optional<Turn<K>> next(List<Turn<K>> turns) {
      for (Turn<K> turn : turns) {
        if (turn.tries.fresh()) {
          return Optional.of(turn);
        }
      }
      long now = System.nanoTime();
      Optional<Turn<K>> soonest =
          turns.stream()
              .filter(turn -> turn.tries.mayWait())
              .min(Comparator.comparing(turn -> turn.tries.waits(now)));
      if (soonest.isEmpty()) {
        return Optional.empty();
      }
      Turn<K> turn = soonest.get();
      Duration wait = turn.tries.waits(now);
      if (Backoff.tooLong(wait, deadline)) {
        return Optional.empty();
      }
      if (!turn.backend.guard().retries().spend()) {
        held.add(turn.backend.name());
        return Optional.empty();
      }
      return Backoff.waited(wait, cancellation) ? soonest : Optional.empty();
    }

    /** Whether no other backend would do better, or nobody waits any more. */
    private boolean noOtherMay(BackendException error) {
      boolean over = cancellation.cancelled() || deadline.expired();
      return over || (!error.code().fallback() && !error.code().retryable());
    }

    private EngineException nobodyCan(List<Candidate> chosen) {
      String names = chosen.stream().map(Candidate::backend).collect(Collectors.joining(", "));
      return new EngineException(
          ErrorCode.UNSUPPORTED,
          "None of these backends can " + kind.does() + ": " + names + ".",
          null,
          "Name a backend that can, or add one to the configuration.",
          List.of(),
          null,
          null);
    }

    private Optional<OperationReply<R>> attempt(Turn<K> turn) {
      BackendHandle backend = turn.backend;
      String model = turn.model;
      long start = System.nanoTime();
      Optional<Permit> permit = backend.enter();
      if (permit.isEmpty()) {
        Optional<OperationReply<R>> none = failed(turn, Circuits.error(backend), start);
        turn.tries.stop();
        return none;
      }
      turn.tries.begin();
      EngineAttempt attempt =
          new EngineAttempt(
              deadline, options.pulls(), backend.capabilities(model), snapshot::localBackend);
      try (BackendLease lease = backend.lease()) {
        lease.onRevoke(() -> attempt.cancel(End.REMOVED));
        R result =
            watched(backend, attempt, () -> work.with(turn.operation, backend, model, attempt));
        permit.get().began();
        permit.get().succeeded();
        reports.add(AttemptReport.of(backend.name(), model, null, since(start)));
        return Optional.of(
            new OperationReply<>(
                result, backend.name(), plan.generation(), reports, attempt.notes()));
      } catch (Throwable e) {
        BackendException told = BackendFailures.explain(e, attempt, backend);
        switch (attempt.end()) {
          case NONE, FIRST_CONTENT, IDLE -> permit.get().failed(told);
          case CALLER, DEADLINE, REMOVED -> permit.get().released();
        }
        return failed(turn, told, start);
      }
    }

    private Optional<OperationReply<R>> failed(Turn<K> turn, BackendException error, long start) {
      errors.add(error);
      reports.add(AttemptReport.of(turn.backend.name(), turn.model, error, since(start)));
      turn.tries.failed(error);
      return Optional.empty();
    }

    private R watched(BackendHandle backend, EngineAttempt attempt, Supplier<R> asked) {
      Runnable forget = cancellation.onCancel(() -> attempt.cancel(End.CALLER));
      attempt.arm(End.FIRST_CONTENT, backend.options().timeout());
      watchdog.watch(attempt);
      try {
        backend.awaitTurn(attempt);
        return asked.get();
      } finally {
        watchdog.forget(attempt);
        forget.run();
      }
    }

    private static Duration since(long startNanos) {
      return Duration.ofNanos(System.nanoTime() - startNanos);
    }
  }
}
