package org.jackfield.spi.chat;

import java.util.List;
import java.util.OptionalInt;

/**
 * Where an answer ends at the latest. Create it from {@link #NONE}.
 *
 * @param maxOutputTokens the most tokens to generate, thinking included; absent for the backend's
 *     own limit
 * @param stop sequences that end the answer and are not part of it
 */
public record Limits(OptionalInt maxOutputTokens, List<String> stop) {
  /** Everything is left to the backend. */
  public static final Limits NONE = new Limits(OptionalInt.empty(), List.of());

  /** Copies its list. */
  public Limits {
    stop = List.copyOf(stop);
  }

  /** The same with at most that many tokens. */
  public Limits withMaxOutputTokens(int tokens) {
    return new Limits(OptionalInt.of(tokens), stop);
  }

  /** The same with these stop sequences. */
  public Limits withStop(List<String> sequences) {
    return new Limits(maxOutputTokens, sequences);
  }

  /** The same with every absent figure taken from the other. */
  public Limits or(Limits other) {
    return new Limits(
        maxOutputTokens.isPresent() ? maxOutputTokens : other.maxOutputTokens,
        stop.isEmpty() ? other.stop : stop);
  }
}
