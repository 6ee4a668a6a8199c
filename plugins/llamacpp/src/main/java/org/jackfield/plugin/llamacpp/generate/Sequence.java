package org.jackfield.plugin.llamacpp.generate;

import java.util.Arrays;
import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * The worker's side of a generation: its tokens so far, how many of them are in the key-value
 * cache, and what turns new ones into text. Belongs to the worker's thread.
 */
final class Sequence {
  private final Generation generation;
  private final GenerationRequest request;
  private final int contextTokens;
  private final Sampler sampler;
  private final CharacterStream characters = new CharacterStream();
  private final StopFilter stops;

  private int[] tokens;
  private int size;
  private int cachedPrompt = -1;
  private GenerationEvent.@Nullable End end;
  private @Nullable BackendException failure;

  /** Tokens, from the first, that are in the cache. */
  int computed;

  /** The slot it sits in, if any. */
  @Nullable Slot slot;

  Sequence(Generation generation, GenerationRequest request, int contextTokens) {
    this.generation = generation;
    this.request = request;
    this.contextTokens = contextTokens;
    sampler = new Sampler(request.sampling(), request.prompt());
    stops = new StopFilter(request.stops());
    tokens = Arrays.copyOf(request.prompt(), request.prompt().length + 64);
    size = request.prompt().length;
  }

  Generation generation() {
    return generation;
  }

  Sampler sampler() {
    return sampler;
  }

  int[] tokens() {
    return tokens;
  }

  int size() {
    return size;
  }

  /** Tokens still to be computed before the next one can be chosen. */
  int pending() {
    return size - computed;
  }

  boolean ended() {
    return end != null || failure != null;
  }

  /** Whether it may go on: its reader has not fallen behind. */
  boolean wanted() {
    return !generation.output().full();
  }

  /**
   * Notes how much of it the slot's cache already holds; what counts for usage is the first time.
   */
  void resumeAt(int tokensInCache) {
    computed = tokensInCache;
    if (cachedPrompt < 0) {
      cachedPrompt = tokensInCache;
    }
  }

  /** Tells how much of the prompt is computed; once the answer has begun nobody waits for it. */
  void reading() {
    int prompt = request.prompt().length;
    if (size == prompt) {
      generation.output().addReading(new GenerationEvent.Reading(computed, prompt));
    }
  }

  /** Takes the chosen token: emits its text, and ends where the answer ends. */
  void append(int token, LlamaModel model) {
    if (token < 0) {
      fail(
          new BackendException(
                  ErrorCode.INTERNAL,
                  "The model gave no usable scores for the next token (not a number): its weights"
                      + " are damaged.")
              .withHint("Remove its file ('jackfield models list' names it) and ask again."));
      return;
    }
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, size * 2);
    }
    tokens[size++] = token;
    if (model.endsGeneration(token)) {
      end(FinishReason.STOP);
      return;
    }
    emit(stops.add(characters.add(model.piece(token, false))));
    int generated = size - request.prompt().length;
    if (stops.stopped()) {
      end(FinishReason.STOP);
    } else if (generated == request.maxTokens() || size >= contextTokens) {
      end(FinishReason.LENGTH);
    }
  }

  private void end(FinishReason reason) {
    emit(stops.add(characters.end()));
    emit(stops.end());
    FinishReason known = stops.stopped() ? FinishReason.STOP : reason;
    int prompt = request.prompt().length;
    end = new GenerationEvent.End(known, prompt, cachedPrompt, size - prompt);
  }

  void fail(BackendException error) {
    failure = error;
  }

  /**
   * Tells the reader how it ended, after its place has been freed: a reader may ask for the next
   * one at once.
   */
  void publishEnd() {
    if (failure != null) {
      generation.output().fail(failure);
    } else if (end != null) {
      generation.output().add(end);
    }
  }

  private void emit(String text) {
    if (!text.isEmpty()) {
      generation.output().add(new GenerationEvent.Piece(text));
    }
  }
}
