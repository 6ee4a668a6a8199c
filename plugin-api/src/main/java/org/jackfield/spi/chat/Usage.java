package org.jackfield.spi.chat;

import java.util.OptionalLong;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Tokens of one answer; an absent figure is absent, never 0. {@code input} counts the whole prompt,
 * the cached part and the part written to a cache included; {@code output} counts everything
 * generated, thinking included. Create it by its factories.
 *
 * @param input tokens of the prompt
 * @param cachedInput of these, read from a cache
 * @param cacheWrite of these, written to a cache
 * @param output tokens generated
 * @param reasoning of these, thinking
 * @param origin who counted
 */
public record Usage(
    OptionalLong input,
    OptionalLong cachedInput,
    OptionalLong cacheWrite,
    OptionalLong output,
    OptionalLong reasoning,
    Origin origin) {

  /** Who counted. */
  public enum Origin {
    /** The backend. */
    REPORTED,
    /** The engine, by guess. */
    ESTIMATED,
    /** Nobody. */
    UNKNOWN
  }

  /**
   * Checks its figures.
   *
   * @throws BackendException {@link ErrorCode#PROTOCOL} when one is below 0: only a backend counts,
   *     so no caller is to blame
   */
  public Usage {
    check("input", input);
    check("cached input", cachedInput);
    check("cache write", cacheWrite);
    check("output", output);
    check("reasoning", reasoning);
  }

  private static void check(String name, OptionalLong tokens) {
    if (tokens.orElse(0) < 0) {
      throw new BackendException(
          ErrorCode.PROTOCOL,
          "The usage counts " + tokens.getAsLong() + " tokens of " + name + "; none is below 0.");
    }
  }

  /** Nothing is known. */
  public static final Usage UNKNOWN =
      new Usage(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Origin.UNKNOWN);

  /** The backend's own count of prompt and answer. */
  public static Usage reported(long input, long output) {
    return UNKNOWN.withInput(input).withOutput(output).with(Origin.REPORTED);
  }

  /** A guess at prompt and answer. */
  public static Usage estimated(long input, long output) {
    return UNKNOWN.withInput(input).withOutput(output).with(Origin.ESTIMATED);
  }

  /** The same with that many tokens of prompt. */
  public Usage withInput(long tokens) {
    return new Usage(OptionalLong.of(tokens), cachedInput, cacheWrite, output, reasoning, origin);
  }

  /** The same with that many prompt tokens read from a cache. */
  public Usage withCachedInput(long tokens) {
    return new Usage(input, OptionalLong.of(tokens), cacheWrite, output, reasoning, origin);
  }

  /** The same with that many prompt tokens written to a cache. */
  public Usage withCacheWrite(long tokens) {
    return new Usage(input, cachedInput, OptionalLong.of(tokens), output, reasoning, origin);
  }

  /** The same with that many tokens generated. */
  public Usage withOutput(long tokens) {
    return new Usage(input, cachedInput, cacheWrite, OptionalLong.of(tokens), reasoning, origin);
  }

  /** The same with that many tokens of thinking. */
  public Usage withReasoning(long tokens) {
    return new Usage(input, cachedInput, cacheWrite, output, OptionalLong.of(tokens), origin);
  }

  /** The same, counted by that one. */
  public Usage with(Origin origin) {
    return new Usage(input, cachedInput, cacheWrite, output, reasoning, origin);
  }
}
