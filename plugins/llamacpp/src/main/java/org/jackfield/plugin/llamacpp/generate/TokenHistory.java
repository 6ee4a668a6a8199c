package org.jackfield.plugin.llamacpp.generate;

import java.util.HashMap;
import java.util.Map;

/**
 * Which tokens came last and how often each was generated: what the penalties look at. Belongs to
 * one thread.
 */
final class TokenHistory {
  private final int[] window;
  private int next;
  private int filled;
  private final Map<Integer, Integer> inWindow = new HashMap<>();
  private final Map<Integer, Integer> generated = new HashMap<>();

  TokenHistory(int windowTokens) {
    window = new int[windowTokens];
  }

  void prompt(int... tokens) {
    for (int i = Math.max(0, tokens.length - window.length); i < tokens.length; i++) {
      remember(tokens[i]);
    }
  }

  void generated(int token) {
    remember(token);
    generated.merge(token, 1, Integer::sum);
  }

  private void remember(int token) {
    if (window.length == 0) {
      return;
    }
    if (filled == window.length) {
      inWindow.computeIfPresent(window[next], (id, count) -> count == 1 ? null : count - 1);
    } else {
      filled++;
    }
    window[next] = token;
    next = (next + 1) % window.length;
    inWindow.merge(token, 1, Integer::sum);
  }

  void penalize(float[] scores, SamplingOptions options) {
    float repeat = (float) options.repeatPenalty();
    if (repeat != 1) {
      for (int id : inWindow.keySet()) {
        scores[id] = scores[id] < 0 ? scores[id] * repeat : scores[id] / repeat;
      }
    }
    if (options.presencePenalty() != 0 || options.frequencyPenalty() != 0) {
      generated.forEach(
          (id, count) ->
              scores[id] -=
                  (float) (options.presencePenalty() + count * options.frequencyPenalty()));
    }
  }
}
