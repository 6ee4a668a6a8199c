package org.jackfield.engine.plugin;

/**
 * Text from an archive or a plugin made fit to be shown: control characters (which could drive a
 * terminal) are written as escapes and the length is bounded.
 */
final class ShownText {
  private static final int MAX_CHARS = 300;

  private ShownText() {}

  /** The text, safe to print on one line. */
  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && shown.length() < MAX_CHARS; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)
          || Character.getType(c) == Character.FORMAT
          || c == '\u2028'
          || c == '\u2029') {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.length() < MAX_CHARS ? shown.toString() : shown + "…";
  }

  /** The text, safe to print on one line, in quotes. */
  static String quoted(String text) {
    return "'" + of(text) + "'";
  }
}
