package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jackfield.engine.CallOptions;
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
  private static final class Asked<K> extends Turns.Turn {
    final K operation;

    Asked(BackendHandle backend, String model, K operation) {
      super(backend, model);
      this.operation = operation;
    }
  }

  /** One call on its way; used by its own thread alone. */
  private final class Run<K extends Operation, R> {
    private final EngineSnapshot snapshot;
    private final CallOptions options;
    private final Kind<K> kind;
    private final Work<K, R> work;
    private final Plan plan;
    private final Call.CallLimits limits;
    private final List<Asked<K>> able;
    private final Turns<Asked<K>> turns;

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
      this.limits = Call.CallLimits.of(options, plan.profile().flatMap(snapshot::profile));
      this.able = able(snapshot, plan, kind);
      this.turns = new Turns<>(able, limits);
    }

    OperationReply<R> result() {
      if (plan.chosen().isEmpty()) {
        throw CallFailures.nothingChosen(plan, snapshot);
      }
      if (able.isEmpty()) {
        throw nobodyCan(plan.chosen());
      }
      for (Optional<Asked<K>> next = turns.next(); next.isPresent(); next = turns.next()) {
        Optional<OperationReply<R>> reply = attempt(next.get());
        if (reply.isPresent()) {
          return reply.get();
        }
      }
      throw turns.failure(plan, snapshot);
    }

    private static <K extends Operation> List<Asked<K>> able(
        EngineSnapshot snapshot, Plan plan, Kind<K> kind) {
      List<Asked<K>> able = new ArrayList<>();
      for (Candidate candidate : plan.chosen()) {
        BackendHandle backend = snapshot.backend(candidate.backend()).orElseThrow();
        String model = candidate.model();
        boolean standsIn =
            able.isEmpty()
                || !kind.ofOneModel()
                || (!model.isEmpty() && model.equals(able.getFirst().model));
        if (standsIn) {
          backend
              .operation(kind.type())
              .ifPresent(operation -> able.add(new Asked<>(backend, model, operation)));
        }
      }
      return able;
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

    private Optional<OperationReply<R>> attempt(Asked<K> turn) {
      BackendHandle backend = turn.backend;
      String model = turn.model;
      Optional<Permit> permit = backend.enter();
      if (permit.isEmpty()) {
        turns.turnedAway(turn);
        return Optional.empty();
      }
      long start = System.nanoTime();
      turns.begin(turn);
      EngineAttempt attempt =
          new EngineAttempt(
              limits.deadline(),
              options.pulls(),
              backend.capabilities(model),
              snapshot::localBackend);
      try (BackendLease lease = backend.lease()) {
        lease.onRevoke(() -> attempt.cancel(End.REMOVED));
        R result =
            watched(backend, attempt, () -> work.with(turn.operation, backend, model, attempt));
        permit.get().began();
        permit.get().succeeded();
        turns.served(turn, since(start));
        return Optional.of(
            new OperationReply<>(
                result, backend.name(), plan.generation(), turns.reports(), attempt.notes()));
      } catch (Throwable e) {
        BackendException told = BackendFailures.explain(e, attempt, backend);
        switch (attempt.end()) {
          case NONE, FIRST_CONTENT, IDLE -> permit.get().failed(told);
          case CALLER, DEADLINE, REMOVED -> permit.get().released();
        }
        turns.failed(turn, told, since(start));
        return Optional.empty();
      }
    }

    private R watched(BackendHandle backend, EngineAttempt attempt, Supplier<R> asked) {
      Runnable forget = limits.cancellation().onCancel(() -> attempt.cancel(End.CALLER));
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
