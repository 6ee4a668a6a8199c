package org.jackfield.chattemplate;

/**
 * A number as written in a template.
 *
 * @param digits the number for Java's parsers, without underscores; integers are decimal
 * @param decimal true for a floating point number
 * @param end the offset after it
 */
record NumberLiteral(String digits, boolean decimal, int end) {

  static NumberLiteral scan(Source source, int start) {
    String text = source.text();
    // "x.0.1" is two subscripts, not x followed by the number 0.1.
    boolean mayBeDecimal = start == 0 || text.charAt(start - 1) != '.';
    int whole = digits(text, start, 10);
    int end = whole;
    if (mayBeDecimal) {
      if (text.startsWith(".", end) && digits(text, end + 1, 10) > end + 1) {
        end = digits(text, end + 1, 10);
      }
      end = exponent(text, end);
    }
    if (end > whole) {
      return new NumberLiteral(plain(text, start, end), true, end);
    }
    return integer(source, start, whole);
  }

  private static int exponent(String text, int at) {
    if (at >= text.length() || (text.charAt(at) != 'e' && text.charAt(at) != 'E')) {
      return at;
    }
    int from = at + 1;
    if (from < text.length() && "+-".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    int end = digits(text, from, 10);
    return end > from ? end : at;
  }

  private static NumberLiteral integer(Source source, int start, int whole) {
    String text = source.text();
    int radix = 10;
    if (text.charAt(start) == '0' && start + 1 < text.length()) {
      radix =
          switch (text.charAt(start + 1)) {
            case 'b', 'B' -> 2;
            case 'o', 'O' -> 8;
            case 'x', 'X' -> 16;
            default -> 10;
          };
    }
    int from = radix == 10 ? start : start + 2;
    int end = radix == 10 ? whole : digits(text, from, radix);
    String digits = plain(text, from, end);
    if (radix == 10 && digits.length() > 1 && digits.startsWith("0") && !digits.matches("0+")) {
      throw source.syntax("a decimal integer cannot start with zero: " + digits, start);
    }
    try {
      return new NumberLiteral(Long.toString(Long.parseLong(digits, radix)), false, end);
    } catch (NumberFormatException e) {
      throw source.unsupported(
          "the integer '%s' is not supported; integers have 64 bits".formatted(digits), start);
    }
  }

  /** The end of digits with single underscores between them. */
  private static int digits(String text, int from, int radix) {
    int at = from;
    while (at < text.length()) {
      int digit = at;
      if (text.charAt(at) == '_' && (at > from || radix != 10)) {
        digit++;
      }
      if (digit >= text.length() || Character.digit(text.charAt(digit), radix) < 0) {
        break;
      }
      at = digit + 1;
    }
    return at;
  }

  private static String plain(String text, int from, int to) {
    return text.substring(from, to).replace("_", "");
  }
}
