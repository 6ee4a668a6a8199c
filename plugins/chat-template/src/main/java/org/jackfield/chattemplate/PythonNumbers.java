package org.jackfield.chattemplate;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/** Reads numbers from strings as Python's int() and float() do. */
final class PythonNumbers {
  // Nothing that fits 64 bits is longer, and parsing is quadratic in the length.
  private static final int MAX_DIGITS = 400;

  private PythonNumbers() {}

  static Optional<BigInteger> integer(String raw, int base) {
    String text = trim(raw);
    int from = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    String digits = text.substring(from);
    int radix = base;
    for (String prefix : new String[] {"0b2", "0o8", "0x16"}) {
      int prefixed = Integer.parseInt(prefix.substring(2));
      boolean marked = digits.toLowerCase(Locale.ROOT).startsWith(prefix.substring(0, 2));
      if (marked && (base == 0 || base == prefixed)) {
        radix = prefixed;
        digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
        break;
      }
    }
    radix = radix == 0 ? 10 : radix;
    if (radix < 2 || radix > 36 || !isDigits(digits, radix)) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(digits.replace("_", ""), radix);
    return Optional.of(text.startsWith("-") ? number.negate() : number);
  }

  static Optional<Double> decimal(String raw) {
    String text = trim(raw).toLowerCase(Locale.ROOT);
    String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    double sign = text.startsWith("-") ? -1 : 1;
    if (unsigned.equals("inf") || unsigned.equals("infinity")) {
      return Optional.of(sign * Double.POSITIVE_INFINITY);
    }
    if (unsigned.equals("nan")) {
      return Optional.of(Double.NaN);
    }
    if (!isDecimal(unsigned)) {
      return Optional.empty();
    }
    return Optional.of(sign * Double.parseDouble(unsigned.replace("_", "")));
  }

  private static String trim(String raw) {
    int from = 0;
    int to = raw.length();
    while (from < to && PythonChars.isSpace(raw.charAt(from))) {
      from++;
    }
    while (to > from && PythonChars.isSpace(raw.charAt(to - 1))) {
      to--;
    }
    return raw.substring(from, to);
  }

  /** Digits with single underscores between them. */
  private static boolean isDigits(String text, int radix) {
    if (text.isEmpty() || text.length() > MAX_DIGITS || text.endsWith("_")) {
      return false;
    }
    boolean mayBeUnderscore = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '_') {
        if (!mayBeUnderscore) {
          return false;
        }
        mayBeUnderscore = false;
      } else if (Character.digit(c, radix) >= 0) {
        mayBeUnderscore = true;
      } else {
        return false;
      }
    }
    return true;
  }

  private static boolean isDecimal(String text) {
    int exponent = text.indexOf('e');
    String mantissa = exponent < 0 ? text : text.substring(0, exponent);
    if (exponent >= 0) {
      String power = text.substring(exponent + 1);
      String digits = power.startsWith("-") || power.startsWith("+") ? power.substring(1) : power;
      if (!isDigits(digits, 10)) {
        return false;
      }
    }
    int point = mantissa.indexOf('.');
    if (point < 0) {
      return isDigits(mantissa, 10);
    }
    String whole = mantissa.substring(0, point);
    String fraction = mantissa.substring(point + 1);
    return !(whole.isEmpty() && fraction.isEmpty())
        && (whole.isEmpty() || isDigits(whole, 10))
        && (fraction.isEmpty() || isDigits(fraction, 10));
  }
}
