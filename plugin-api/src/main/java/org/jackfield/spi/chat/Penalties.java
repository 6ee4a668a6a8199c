package org.jackfield.spi.chat;

import java.util.OptionalDouble;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Penalties against repetition; an absent figure leaves it to the backend. Create it from {@link
 * #NONE}.
 *
 * @param repeat divides or multiplies the logits of tokens already seen; 1 is none
 * @param presence subtracted once from the logits of tokens already generated; 0 is none
 * @param frequency subtracted for each time a token was generated; 0 is none
 */
public record Penalties(OptionalDouble repeat, OptionalDouble presence, OptionalDouble frequency) {
  /**
   * Checks its figures.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when one cannot be meant
   */
  public Penalties {
    if (!(repeat.orElse(1) > 0) || !Double.isFinite(repeat.orElse(1))) {
      throw BackendException.invalid(
          "repeat_penalty", repeat.getAsDouble(), "a finite number above 0");
    }
    checkFinite("presence_penalty", presence);
    checkFinite("frequency_penalty", frequency);
  }

  private static void checkFinite(String name, OptionalDouble value) {
    if (!Double.isFinite(value.orElse(0))) {
      throw BackendException.invalid(name, value.getAsDouble(), "a finite number");
    }
  }

  /** Everything is left to the backend. */
  public static final Penalties NONE =
      new Penalties(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  /** The same with that repeat penalty. */
  public Penalties withRepeat(double value) {
    return new Penalties(OptionalDouble.of(value), presence, frequency);
  }

  /** The same with that presence penalty. */
  public Penalties withPresence(double value) {
    return new Penalties(repeat, OptionalDouble.of(value), frequency);
  }

  /** The same with that frequency penalty. */
  public Penalties withFrequency(double value) {
    return new Penalties(repeat, presence, OptionalDouble.of(value));
  }

  /** The same with every absent figure taken from the other. */
  public Penalties or(Penalties other) {
    return new Penalties(
        repeat.isPresent() ? repeat : other.repeat,
        presence.isPresent() ? presence : other.presence,
        frequency.isPresent() ? frequency : other.frequency);
  }
}
