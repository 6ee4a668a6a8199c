package org.jackfield.wire;

import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * Whole numbers as JSON may write them: 100, 1e2 and 100.0 are one. Needs no JSON library, so that
 * backends that read no JSON can do without.
 */
public final class WholeNumber {
  private WholeNumber() {}

  /** The number that this JSON text is; empty when it is none, not whole, or too large. */
  public static OptionalLong of(String json) {
    try {
      return OptionalLong.of(new BigDecimal(json).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
