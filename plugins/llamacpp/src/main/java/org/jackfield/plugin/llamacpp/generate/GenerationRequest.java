package org.jackfield.plugin.llamacpp.generate;

import java.util.Arrays;
import java.util.List;

/**
 * What to generate.
 *
 * @param prompt its tokens, at least one; not changed by anyone afterwards
 * @param sampling how tokens are chosen
 * @param stops sequences that end the answer and are not part of it
 * @param maxTokens the most tokens to generate; 0 for as many as the context holds
 */
public record GenerationRequest(
    int[] prompt, SamplingOptions sampling, List<String> stops, int maxTokens) {
  /** Copies the list; the tokens are taken as they are. */
  public GenerationRequest {
    if (prompt.length == 0 || maxTokens < 0) {
      throw new IllegalArgumentException(
          "a prompt of %d and a limit of %d tokens".formatted(prompt.length, maxTokens));
    }
    stops = List.copyOf(stops);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GenerationRequest r
        && Arrays.equals(prompt, r.prompt)
        && sampling.equals(r.sampling)
        && stops.equals(r.stops)
        && maxTokens == r.maxTokens;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(prompt) + sampling.hashCode();
  }

  @Override
  public String toString() {
    return prompt.length + " tokens, then at most " + maxTokens;
  }
}
