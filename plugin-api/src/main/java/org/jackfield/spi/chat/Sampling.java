package org.jackfield.spi.chat;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * How tokens are chosen; an absent figure leaves it to the backend. Create it from {@link #NONE}.
 *
 * @param temperature 0 takes the likeliest token always
 * @param topP keeps the likeliest tokens that together reach this probability
 * @param topK keeps that many of the likeliest tokens; 0 keeps all
 * @param minP keeps tokens of at least this share of the likeliest one's probability
 * @param seed makes the choice repeatable where the backend can
 * @param penalties against repetition
 */
public record Sampling(
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalInt topK,
    OptionalDouble minP,
    OptionalLong seed,
    Penalties penalties) {
  /**
   * Checks its figures.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when one cannot be meant
   */
  public Sampling {
    double heat = temperature.orElse(0);
    if (!(heat >= 0) || !Double.isFinite(heat)) {
      throw BackendException.invalid("temperature", heat, "a finite number of 0 or more");
    }
    checkShare("top_p", topP);
    checkShare("min_p", minP);
    if (topK.orElse(0) < 0) {
      throw BackendException.invalid("top_k", topK.getAsInt(), "0 or more");
    }
  }

  private static void checkShare(String name, OptionalDouble value) {
    if (!(value.orElse(0) >= 0 && value.orElse(0) <= 1)) {
      throw BackendException.invalid(name, value.getAsDouble(), "from 0 to 1");
    }
  }

  /** Everything is left to the backend. */
  public static final Sampling NONE =
      new Sampling(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalInt.empty(),
          OptionalDouble.empty(),
          OptionalLong.empty(),
          Penalties.NONE);

  /** The same with that temperature. */
  public Sampling withTemperature(double value) {
    return new Sampling(OptionalDouble.of(value), topP, topK, minP, seed, penalties);
  }

  /** The same with that top-p. */
  public Sampling withTopP(double value) {
    return new Sampling(temperature, OptionalDouble.of(value), topK, minP, seed, penalties);
  }

  /** The same with that top-k. */
  public Sampling withTopK(int value) {
    return new Sampling(temperature, topP, OptionalInt.of(value), minP, seed, penalties);
  }

  /** The same with that min-p. */
  public Sampling withMinP(double value) {
    return new Sampling(temperature, topP, topK, OptionalDouble.of(value), seed, penalties);
  }

  /** The same with that seed. */
  public Sampling withSeed(long value) {
    return new Sampling(temperature, topP, topK, minP, OptionalLong.of(value), penalties);
  }

  /** The same with these penalties. */
  public Sampling withPenalties(Penalties value) {
    return new Sampling(temperature, topP, topK, minP, seed, value);
  }

  /** The same with every absent figure taken from the other. */
  public Sampling or(Sampling other) {
    return new Sampling(
        temperature.isPresent() ? temperature : other.temperature,
        topP.isPresent() ? topP : other.topP,
        topK.isPresent() ? topK : other.topK,
        minP.isPresent() ? minP : other.minP,
        seed.isPresent() ? seed : other.seed,
        penalties.or(other.penalties));
  }
}
