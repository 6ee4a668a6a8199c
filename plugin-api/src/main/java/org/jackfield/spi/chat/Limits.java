package org.jackfield.spi.chat;

import java.util.List;
import java.util.OptionalInt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Where an answer ends at the latest. Create it from {@link #NONE}.
 *
 * @param maxOutputTokens the most tokens to generate, thinking included; 0 reads the prompt and
 *     says nothing; absent for the backend's own limit
 * @param stop sequences that end the answer and are not part of it; none is empty
 */
public record Limits(OptionalInt maxOutputTokens, List<String> stop) {
  /** Everything is left to the backend. */
  public static final Limits NONE = new Limits(OptionalInt.empty(), List.of());

  /**
   * Copies its list.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when a limit cannot be meant
   */
  public Limits {
    stop = List.copyOf(stop);
    if (maxOutputTokens.orElse(0) < 0) {
      throw BackendException.invalid("max_output_tokens", maxOutputTokens.getAsInt(), "0 or more");
    }
    int empty = stop.indexOf("");
    if (empty >= 0) {
      throw BackendException.invalid("stop[" + empty + "]", "empty", "at least one character");
    }
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
