package org.jackfield.chattemplate;

/**
 * What one rendering may cost. Going over one is a {@link ChatTemplateException} with code LIMIT
 * that names it. Immutable.
 *
 * @param maxSteps expressions, statements, loop rounds and copied elements
 * @param maxOutputChars length of the prompt and of every string on the way, in UTF-16 units
 * @param maxTextChars UTF-16 units that all string operations together may produce
 */
public record TemplateLimits(long maxSteps, int maxOutputChars, long maxTextChars) {
  private static final TemplateLimits DEFAULTS =
      new TemplateLimits(5_000_000, 16 * 1024 * 1024, 128L * 1024 * 1024);

  /** Checks that every limit is positive. */
  public TemplateLimits {
    if (maxSteps < 1 || maxOutputChars < 1 || maxTextChars < 1) {
      throw new IllegalArgumentException(
          "limits must be positive: steps %d, output %d, text %d"
              .formatted(maxSteps, maxOutputChars, maxTextChars));
    }
  }

  /** 5 million steps, 16 Mi characters of output, 128 Mi characters worked on. */
  public static TemplateLimits defaults() {
    return DEFAULTS;
  }

  /** The same limits with another number of steps. */
  public TemplateLimits withMaxSteps(long steps) {
    return new TemplateLimits(steps, maxOutputChars, maxTextChars);
  }

  /** The same limits with another output size, in UTF-16 units. */
  public TemplateLimits withMaxOutputChars(int chars) {
    return new TemplateLimits(maxSteps, chars, maxTextChars);
  }

  /** The same limits with another amount of text worked on, in UTF-16 units. */
  public TemplateLimits withMaxTextChars(long chars) {
    return new TemplateLimits(maxSteps, maxOutputChars, chars);
  }
}
