package org.jackfield.spi.chat;

import java.util.OptionalDouble;

/**
 * Penalties against repetition; an absent figure leaves it to the backend. Create it from {@link
 * #NONE}.
 *
 * @param repeat divides or multiplies the logits of tokens already seen; 1 is none
 * @param presence subtracted once from the logits of tokens already generated; 0 is none
 * @param frequency subtracted for each time a token was generated; 0 is none
 */
public record Penalties(OptionalDouble repeat, OptionalDouble presence, OptionalDouble frequency) {
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
