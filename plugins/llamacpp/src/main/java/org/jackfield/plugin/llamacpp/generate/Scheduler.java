package org.jackfield.plugin.llamacpp.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jackfield.plugin.llamacpp.ffm.ContextParams;
import org.jackfield.plugin.llamacpp.ffm.LlamaContext;
import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.plugin.llamacpp.ffm.NativeException;
import org.jackfield.plugin.llamacpp.ffm.TokenBatch;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the context computes next, step by step: one token for every answer that is growing,
 * and with the room that is left a piece of the prompts, in the order they came. Belongs to the
 * worker's thread.
 */
final class Scheduler {
  /**
   * While answers grow, prompts are computed in small pieces, so that the answers do not falter.
   */
  private static final int PROMPT_PIECE_TOKENS = 128;

  private final LlamaModel model;
  private final LlamaContext context;
  private final TokenBatch batch;
  private final Candidates candidates;
  private final ThreadTuner tuner;
  private final Consumer<Sequence> released;
  private final List<Slot> slots = new ArrayList<>();
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> seated = new ArrayList<>();
  private final List<Sequence> parked = new ArrayList<>();
  private final List<Planned> plan = new ArrayList<>();
  private long steps;

  /**
   * What one sequence has in the batch; {@code last} is the index of its last token when the prompt
   * is complete.
   */
  private record Planned(Sequence sequence, int tokens, int last) {}

  Scheduler(
      LlamaModel model, LlamaContext context, ContextParams params, Consumer<Sequence> released) {
    this.model = model;
    this.context = context;
    this.batch = context.batch();
    this.candidates = new Candidates(model.vocabularySize());
    this.tuner = new ThreadTuner(params.threads());
    this.released = released;
    for (int i = 0; i < params.sequences(); i++) {
      slots.add(new Slot(i));
    }
  }

  void add(Sequence sequence) {
    waiting.addLast(sequence);
  }

  /**
   * Whether nothing can be done until somebody calls the worker: all that is here waits for its
   * reader.
   */
  boolean idle() {
    return waiting.isEmpty()
        && seated.stream().noneMatch(Sequence::wanted)
        && parked.stream().noneMatch(Sequence::wanted);
  }

  /** Computes one batch, if there is anything to compute. */
  void step() {
    steps++;
    dropCancelled();
    unpark();
    seat();
    plan();
    if (!plan.isEmpty()) {
      compute();
    }
  }

  private void dropCancelled() {
    for (Sequence sequence : List.copyOf(seated)) {
      if (sequence.generation().isCancelled()) {
        unseat(sequence);
        released.accept(sequence);
      }
    }
    for (var list : List.of(waiting, parked)) {
      list.removeIf(
          sequence -> {
            if (sequence.generation().isCancelled()) {
              released.accept(sequence);
              return true;
            }
            return false;
          });
    }
  }

  private void unpark() {
    parked.removeIf(
        sequence -> {
          if (sequence.wanted()) {
            waiting.addLast(sequence);
            return true;
          }
          return false;
        });
  }

  /**
   * Gives places to those who wait, in order; a sequence whose reader has fallen behind has to give
   * up its own.
   */
  private void seat() {
    while (!waiting.isEmpty()) {
      Sequence next = waiting.getFirst();
      Slot slot = slotFor(next);
      if (slot == null) {
        Sequence behind = seated.stream().filter(s -> !s.wanted()).findFirst().orElse(null);
        if (behind == null) {
          return;
        }
        unseat(behind);
        parked.add(behind);
        continue;
      }
      waiting.removeFirst();
      next.generation().computing(true);
      slot.enter(next, context.keep(slot.index(), slot.sharedWith(next)));
      seated.add(next);
    }
  }

  /** The free slot whose cache is of most use, else the one unused for longest. */
  private @Nullable Slot slotFor(Sequence sequence) {
    List<Slot> free = slots.stream().filter(slot -> slot.occupant() == null).toList();
    return free.stream()
        .filter(slot -> slot.mostlySharedWith(sequence))
        .max(Comparator.comparingInt(slot -> slot.sharedWith(sequence)))
        .or(() -> free.stream().min(Comparator.comparingLong(Slot::lastUsed)))
        .orElse(null);
  }

  private void unseat(Sequence sequence) {
    sequence.generation().computing(false);
    seated.remove(sequence);
    if (sequence.slot != null) {
      sequence.slot.leave(steps);
    }
  }

  private void plan() {
    plan.clear();
    batch.clear();
    for (Sequence sequence : seated) {
      if (sequence.pending() == 1 && sequence.wanted()) {
        put(sequence, 1);
      }
    }
    int room = plan.isEmpty() ? batch.room() : Math.min(batch.room(), PROMPT_PIECE_TOKENS);
    for (Sequence sequence : seated) {
      int tokens = Math.min(sequence.pending(), room);
      if (sequence.pending() > 1 && tokens > 0 && sequence.wanted()) {
        put(sequence, tokens);
        room -= tokens;
      }
    }
  }

  private void put(Sequence sequence, int tokens) {
    Slot slot = sequence.slot;
    if (slot == null) {
      throw new IllegalStateException("a seated sequence without a slot");
    }
    int last = -1;
    for (int i = 0; i < tokens; i++) {
      int position = sequence.computed + i;
      boolean complete = position == sequence.size() - 1;
      int index = batch.add(sequence.tokens()[position], position, slot.index(), complete);
      last = complete ? index : last;
    }
    plan.add(new Planned(sequence, tokens, last));
  }

  private void compute() {
    LlamaContext.Outcome outcome;
    boolean answering = plan.size() == batch.size();
    try {
      context.threads(tuner.threads());
      long startNanos = System.nanoTime();
      outcome = context.decode();
      if (answering && outcome == LlamaContext.Outcome.DONE) {
        tuner.stepped(batch.size(), System.nanoTime() - startNanos);
      }
    } catch (NativeException e) {
      failPlanned(e);
      return;
    }
    switch (outcome) {
      case DONE -> plan.forEach(this::advance);
      case ABORTED -> plan.forEach(this::rollBack);
    }
  }

  private void advance(Planned planned) {
    Sequence sequence = planned.sequence();
    sequence.computed += planned.tokens();
    if (planned.last() >= 0) {
      int token = sequence.sampler().choose(context.logits(planned.last()), candidates);
      sequence.append(token, model);
      if (sequence.ended()) {
        unseat(sequence);
        release(sequence);
      }
    } else {
      sequence.reading();
    }
  }

  private void release(Sequence sequence) {
    released.accept(sequence);
    sequence.publishEnd();
  }

  /** Brings the cache back to where it was before the batch; some architectures then begin anew. */
  private void rollBack(Planned planned) {
    Sequence sequence = planned.sequence();
    Slot slot = sequence.slot;
    if (slot != null && context.cached(slot.index()) > sequence.computed) {
      sequence.computed = context.keep(slot.index(), sequence.computed);
    }
  }

  private void failPlanned(NativeException cause) {
    for (Planned planned : List.copyOf(plan)) {
      Sequence sequence = planned.sequence();
      Slot slot = sequence.slot;
      sequence.fail(
          new BackendException(ErrorCode.INTERNAL, String.valueOf(cause.getMessage()), cause));
      unseat(sequence);
      if (slot != null) {
        context.keep(slot.index(), 0);
        slot.leaveEmpty(steps);
      }
      release(sequence);
    }
  }

  /** Ends everything that is here with that error. */
  void endAll(BackendException error) {
    List<Sequence> all = new ArrayList<>(seated);
    all.addAll(waiting);
    all.addAll(parked);
    all.forEach(
        sequence -> {
          sequence.fail(error);
          release(sequence);
        });
  }
}
