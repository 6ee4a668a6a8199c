package org.jackfield.spi.chat;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * How much a model is to think before it answers; what is absent is left to it. Create it from
 * {@link #NONE}.
 *
 * @param effort how hard
 * @param budgetTokens the most tokens to think with, where the model takes a number
 */
public record Thinking(Optional<Effort> effort, OptionalInt budgetTokens) {
  /** Everything is left to the model. */
  public static final Thinking NONE = new Thinking(Optional.empty(), OptionalInt.empty());

  /** How hard to think; a model may know only some of these. */
  public enum Effort {
    /** Not at all. */
    NONE,
    /** As little as it can. */
    MINIMAL,
    /** Little. */
    LOW,
    /** Some. */
    MEDIUM,
    /** Much. */
    HIGH,
    /** Very much. */
    XHIGH,
    /** As much as it can. */
    MAX;

    /** The word that protocols have for it, such as {@code high}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The effort of that word; empty when there is none. */
    public static Optional<Effort> of(String word) {
      for (Effort effort : values()) {
        if (effort.word().equals(word)) {
          return Optional.of(effort);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Checks its figure.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when it cannot be meant
   */
  public Thinking {
    if (budgetTokens.orElse(0) < 0) {
      throw BackendException.invalid("thinking budget", budgetTokens.getAsInt(), "0 or more");
    }
  }

  /** The same with that effort. */
  public Thinking withEffort(Effort effort) {
    return new Thinking(Optional.of(effort), budgetTokens);
  }

  /** The same with at most that many tokens. */
  public Thinking withBudget(int tokens) {
    return new Thinking(effort, OptionalInt.of(tokens));
  }

  /** Whether it says anything. */
  public boolean given() {
    return effort.isPresent() || budgetTokens.isPresent();
  }

  /** Whether the model is told not to think. */
  public boolean off() {
    return effort.isPresent()
        ? effort.get() == Effort.NONE
        : budgetTokens.isPresent() && budgetTokens.getAsInt() == 0;
  }
}
