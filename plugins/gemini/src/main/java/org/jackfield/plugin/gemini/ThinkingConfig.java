package org.jackfield.plugin.gemini;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Thinking.Effort;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much to think, in the words of the model at hand: Gemini 3 and later take a level, Gemini 2.5
 * takes a number of tokens, and both at once are refused
 * (https://ai.google.dev/gemini-api/docs/thinking). The model's traits say which, and where its
 * range ends:
 *
 * <ul>
 *   <li>{@code thinking}: {@code level} or {@code budget}; a level unless known
 *   <li>{@code least_thinking}: the lowest level, {@code minimal} unless known, or the fewest
 *       tokens, 0 unless known
 *   <li>{@code most_thinking}: the highest level, {@code high} unless known, or the most tokens,
 *       24,576 unless known
 * </ul>
 *
 * <p>Efforts and tokens stand for each other as in Google's OpenAI-compatible API
 * (https://ai.google.dev/gemini-api/docs/openai): 1,024 for minimal and low, 8,192 for medium,
 * 24,576 for high.
 */
final class ThinkingConfig {
  private static final int LOW_TOKENS = 1_024;
  private static final int MEDIUM_TOKENS = 8_192;
  private static final int HIGH_TOKENS = 24_576;

  private final Thinking asked;
  private final Attempt attempt;

  ThinkingConfig(Thinking asked, Attempt attempt) {
    this.asked = asked;
    this.attempt = attempt;
  }

  /** Whether the model of that attempt takes a number of tokens in place of a level. */
  static boolean byBudget(Attempt attempt) {
    return attempt.capabilities().trait("thinking").filter("budget"::equals).isPresent();
  }

  /** Adds the field, when anything was asked for. */
  void write(ObjectNode generationConfig) {
    if (!asked.given()) {
      return;
    }
    ObjectNode config = generationConfig.putObject("thinkingConfig");
    if (byBudget(attempt)) {
      config.put("thinkingBudget", budget());
    } else {
      config.put("thinkingLevel", level());
    }
    if (!asked.off()) {
      config.put("includeThoughts", true);
    }
  }

  private String level() {
    Effort effort = asked.effort().orElseGet(() -> effort(asked.budgetTokens().orElse(0)));
    String level =
        switch (effort) {
          case NONE, MINIMAL -> trait("least_thinking", "minimal");
          case LOW, MEDIUM, HIGH -> effort.word();
          case XHIGH, MAX -> trait("most_thinking", "high");
        };
    if (asked.budgetTokens().isPresent()) {
      attempt.note(
          "the model takes no number of thinking tokens: "
              + asked.budgetTokens().getAsInt()
              + " became the level '"
              + level
              + "'");
    } else if (effort != Effort.MAX && !level.equals(effort.word())) {
      attempt.note(
          "the model knows no thinking effort '"
              + effort.word()
              + "'; it was asked for '"
              + level
              + "'");
    }
    return level;
  }

  private static Effort effort(int tokens) {
    if (tokens == 0) {
      return Effort.NONE;
    }
    if (tokens <= LOW_TOKENS) {
      return Effort.LOW;
    }
    return tokens <= MEDIUM_TOKENS ? Effort.MEDIUM : Effort.HIGH;
  }

  private int budget() {
    int least = tokens("least_thinking", 0);
    int most = tokens("most_thinking", HIGH_TOKENS);
    int wanted = asked.budgetTokens().orElseGet(() -> wanted(most));
    int given = Math.clamp(wanted, least, Math.max(least, most));
    if (given != wanted) {
      attempt.note(
          "the model takes from "
              + least
              + " to "
              + most
              + " thinking tokens: "
              + wanted
              + " became "
              + given);
    }
    return given;
  }

  private int wanted(int most) {
    return switch (asked.effort().orElse(Effort.NONE)) {
      case NONE -> 0;
      case MINIMAL, LOW -> LOW_TOKENS;
      case MEDIUM -> MEDIUM_TOKENS;
      case HIGH -> HIGH_TOKENS;
      case XHIGH, MAX -> most;
    };
  }

  private String trait(String name, String usual) {
    return attempt.capabilities().trait(name).orElse(usual);
  }

  private int tokens(String name, int usual) {
    return attempt
        .capabilities()
        .trait(name)
        .filter(text -> text.matches("\\d{1,9}"))
        .map(Integer::parseInt)
        .orElse(usual);
  }
}
