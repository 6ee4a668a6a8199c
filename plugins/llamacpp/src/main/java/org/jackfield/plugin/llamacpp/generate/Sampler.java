package org.jackfield.plugin.llamacpp.generate;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * Chooses the tokens of one answer from the model's scores. The same seed, options and scores give
 * the same tokens. Belongs to one thread.
 */
final class Sampler {
  private final SamplingOptions options;
  private final SplittableRandom random;
  private final TokenHistory history;

  Sampler(SamplingOptions options, int... prompt) {
    this.options = options;
    random =
        options.seed().isPresent()
            ? new SplittableRandom(options.seed().getAsLong())
            : new SplittableRandom();
    history = new TokenHistory(options.repeatPenalty() == 1 ? 0 : options.repeatLastTokens());
    history.prompt(prompt);
  }

  /**
   * The next token, or -1 when no score is a number: the model's weights are damaged.
   *
   * @param logits one float per vocabulary entry
   */
  int choose(MemorySegment logits, Candidates scratch) {
    scratch.read(logits);
    int token = choose(scratch);
    if (token >= 0 && options.penalizes()) {
      history.generated(token);
    }
    return token;
  }

  private int choose(Candidates candidates) {
    if (options.penalizes()) {
      history.penalize(candidates.scores, options);
    }
    if (options.greedy()) {
      return candidates.best();
    }
    filter(candidates);
    return candidates.size() == 0 ? -1 : candidates.at(random.nextDouble());
  }

  /** Leaves in the scratch the candidates that may be chosen, with their weights. */
  void filter(Candidates candidates) {
    candidates.keepTop(options.topK());
    candidates.soften(options.temperature());
    if (options.topP() < 1 && candidates.size() > 1) {
      candidates.keepShare(options.topP());
    }
    if (options.minP() > 0) {
      candidates.keepWithin(options.minP());
    }
  }

  void penalize(Candidates candidates) {
    history.penalize(candidates.scores, options);
  }
}
