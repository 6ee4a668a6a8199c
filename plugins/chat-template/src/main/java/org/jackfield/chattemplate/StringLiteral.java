package org.jackfield.chattemplate;

/** Reads string literals with Python's escapes, as jinja2's lexer does. */
final class StringLiteral {
  private StringLiteral() {}

  /** The offset after the closing quote of the literal that starts at an offset. */
  static int end(Source source, int start) {
    String text = source.text();
    char quote = text.charAt(start);
    for (int at = start + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == quote) {
        return at + 1;
      }
      if (c == '\\') {
        at++;
      }
    }
    throw source.syntax("the string has no closing " + quote, start);
  }

  static String decode(Source source, int from, int to) {
    String text = source.text();
    if (text.indexOf('\\', from, to) < 0) {
      return text.substring(from, to);
    }
    StringBuilder out = new StringBuilder();
    int at = from;
    while (at < to) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < to) {
        at = escape(source, at, to, out);
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private static int escape(Source source, int at, int to, StringBuilder out) {
    char c = source.text().charAt(at + 1);
    switch (c) {
      case '\n' -> {}
      case '\\', '\'', '"' -> out.append(c);
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000B');
      case 'x' -> {
        return hex(source, at, 2, to, out);
      }
      case 'u' -> {
        return hex(source, at, 4, to, out);
      }
      case 'U' -> {
        return hex(source, at, 8, to, out);
      }
      case 'N' -> {
        return named(source, at, to, out);
      }
      default -> {
        if (c >= '0' && c <= '7') {
          return octal(source.text(), at + 1, to, out);
        }
        // Python keeps an unknown escape as it stands.
        out.append('\\').append(c);
      }
    }
    return at + 2;
  }

  private static int hex(Source source, int at, int count, int to, StringBuilder out) {
    int end = at + 2 + count;
    int codePoint = -1;
    if (end <= to) {
      codePoint = 0;
      for (int i = at + 2; i < end && codePoint >= 0; i++) {
        int digit = Character.digit(source.text().charAt(i), 16);
        codePoint = digit < 0 || codePoint > 0x10FFFF ? -1 : codePoint * 16 + digit;
      }
    }
    if (!Character.isValidCodePoint(codePoint)) {
      throw source.syntax("the escape needs %d hexadecimal digits".formatted(count), at);
    }
    out.appendCodePoint(codePoint);
    return end;
  }

  private static int octal(String text, int from, int to, StringBuilder out) {
    int at = from;
    int value = 0;
    while (at < Math.min(to, from + 3) && text.charAt(at) >= '0' && text.charAt(at) <= '7') {
      value = value * 8 + text.charAt(at) - '0';
      at++;
    }
    out.append((char) value);
    return at;
  }

  private static int named(Source source, int at, int to, StringBuilder out) {
    String text = source.text();
    int close = text.indexOf('}', at);
    if (!text.startsWith("{", at + 2) || close < 0 || close >= to) {
      throw source.syntax("the escape \\N needs a character name in braces", at);
    }
    String name = text.substring(at + 3, close);
    try {
      out.appendCodePoint(Character.codePointOf(name));
    } catch (IllegalArgumentException e) {
      throw source.syntax("there is no character named '" + name + "'", at);
    }
    return close + 1;
  }
}
