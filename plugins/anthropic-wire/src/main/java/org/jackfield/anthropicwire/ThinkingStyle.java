package org.jackfield.anthropicwire;

import org.jackfield.spi.Capabilities;

/**
 * How a model wants to be told how much to think: the trait {@code thinking} of its data. Source:
 * https://platform.claude.com/docs/en/build-with-claude/thinking and the pages "What's new" of each
 * model.
 */
enum ThinkingStyle {
  /** Nothing is known: whatever is asked for is said in the newest words that fit. */
  UNKNOWN,
  /** Thinks as it sees fit, by an effort; may be told not to think. */
  ADAPTIVE,
  /** The same, but cannot be told not to think. */
  ALWAYS,
  /** The same, but can at most be told not to think before it begins. */
  BETWEEN_TOOLS,
  /** Thinks with a budget of tokens, and only when told to. */
  BUDGET;

  /** Whether the model decides by itself how much of its limit it thinks. */
  boolean byItself() {
    return this == ADAPTIVE || this == ALWAYS || this == BETWEEN_TOOLS;
  }

  static ThinkingStyle of(Capabilities model) {
    return switch (model.trait("thinking").orElse("")) {
      case "adaptive" -> ADAPTIVE;
      case "always" -> ALWAYS;
      case "between_tools" -> BETWEEN_TOOLS;
      case "budget" -> BUDGET;
      default -> UNKNOWN;
    };
  }
}
