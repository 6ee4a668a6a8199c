package org.jackfield.spi.operation;

/**
 * A number of tokens. Create it by its factories.
 *
 * @param tokens how many
 * @param exact whether the model's own tokenizer counted
 */
public record Count(long tokens, boolean exact) {
  /** Counted by the model's own tokenizer. */
  public static Count exact(long tokens) {
    return new Count(tokens, true);
  }

  /** Estimated. */
  public static Count estimate(long tokens) {
    return new Count(tokens, false);
  }
}
