package org.jackfield.plugin.llamacpp.generate;

import java.util.OptionalLong;

/**
 * How the next token is chosen. The steps come in this order, which is that of the transformers
 * library: penalties, temperature, top-k, top-p, min-p. (llama.cpp's own tools put the temperature
 * last, so that top-p and min-p there see other probabilities.)
 *
 * @param temperature divides the logits; 0 takes the likeliest token always
 * @param topK keeps that many of the likeliest tokens, and all that tie with the last of them; 0
 *     keeps all
 * @param topP keeps the likeliest tokens that together reach this probability; 1 keeps all
 * @param minP keeps tokens of at least this share of the likeliest one's probability; 0 keeps all
 * @param repeatPenalty divides positive and multiplies negative logits of the tokens last seen; 1
 *     is none
 * @param repeatLastTokens how many of the last tokens, the prompt's included, the repeat penalty
 *     sees; 0 is none
 * @param presencePenalty subtracted once from the logits of tokens already generated; 0 is none
 * @param frequencyPenalty subtracted for each time a token was generated; 0 is none
 * @param seed makes the choice repeatable; absent, each answer has its own
 */
public record SamplingOptions(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repeatPenalty,
    int repeatLastTokens,
    double presencePenalty,
    double frequencyPenalty,
    OptionalLong seed) {

  /** The likeliest token always, no penalties. */
  public static final SamplingOptions GREEDY =
      new SamplingOptions(0, 0, 1, 0, 1, 64, 0, 0, OptionalLong.empty());

  /** Refuses values without a meaning. */
  public SamplingOptions {
    within("temperature", temperature, 0, 100);
    within("top_k", topK, 0, Integer.MAX_VALUE);
    within("top_p", topP, 0, 1);
    within("min_p", minP, 0, 1);
    within("repeat penalty", repeatPenalty, 0.01, 100);
    within("repeat_last_n", repeatLastTokens, 0, 1_000_000);
    within("presence penalty", presencePenalty, -100, 100);
    within("frequency penalty", frequencyPenalty, -100, 100);
  }

  private static void within(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; " + min + " to " + max + " is possible");
    }
  }

  boolean greedy() {
    return temperature == 0;
  }

  boolean penalizes() {
    return (repeatPenalty != 1 && repeatLastTokens > 0)
        || presencePenalty != 0
        || frequencyPenalty != 0;
  }
}
