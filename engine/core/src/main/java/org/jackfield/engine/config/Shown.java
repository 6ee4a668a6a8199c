package org.jackfield.engine.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** How values of the configuration appear in messages and views: short, harmless, no secrets. */
final class Shown {
  /** In place of a secret. */
  static final String MASK = "****";

  private static final int MAX_CHARACTERS = 80;
  private static final Pattern USER_INFO = Pattern.compile("//[^/?#\\s]*@");
  private static final Pattern SECRET_KEY =
      Pattern.compile("key|secret|passw|credential|auth(?!or)|(^|_|-)token$|bearer");
  private static final Pattern SECRET_VALUE =
      Pattern.compile("(sk|pk|gsk|hf|ghp|xox[a-z])[-_][A-Za-z0-9_-]{8,}|AIza[A-Za-z0-9_-]{16,}");

  private Shown() {}

  /** A value in quotes, for a message. */
  static String value(String text) {
    return "'" + name(text) + "'";
  }

  /** A value of that key, which nobody declared: masked when it may be a secret. */
  static String undeclared(String key, String text) {
    return seemsSecret(key) ? MASK : value(text);
  }

  /** Whether a key or variable of that name may hold a secret. */
  static boolean seemsSecret(String key) {
    return SECRET_KEY.matcher(key.toLowerCase(Locale.ROOT)).find();
  }

  /** A text cut to a line's part, with what looks like a credential masked. */
  static String name(String text) {
    String masked = credentialsMasked(text);
    StringBuilder shown = new StringBuilder();
    for (int at = 0; at < masked.length(); ) {
      int c = masked.codePointAt(at);
      at += Character.charCount(c);
      if (shown.length() >= MAX_CHARACTERS) {
        return shown.append('…').toString();
      }
      appendPrintable(shown, c);
    }
    return shown.toString();
  }

  /** The text with user names and passwords of URLs, and what looks like a key, masked. */
  static String credentialsMasked(String text) {
    String masked = USER_INFO.matcher(text).replaceAll("//" + MASK + "@");
    return SECRET_VALUE.matcher(masked).replaceAll(MASK);
  }

  private static void appendPrintable(StringBuilder shown, int c) {
    switch (c) {
      case '\n' -> shown.append("\\n");
      case '\r' -> shown.append("\\r");
      case '\t' -> shown.append("\\t");
      default -> {
        int kind = Character.getType(c);
        if (kind == Character.CONTROL || kind == Character.FORMAT || kind == Character.SURROGATE) {
          shown.append("\\u").append(String.format(Locale.ROOT, "%04X", c));
        } else {
          shown.appendCodePoint(c);
        }
      }
    }
  }
}
