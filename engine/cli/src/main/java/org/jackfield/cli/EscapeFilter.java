package org.jackfield.cli;

/**
 * Takes out of a stream of text what a terminal would obey instead of show: escape and control
 * sequences (ECMA-48: CSI, OSC, DCS and their kin, in both the 7-bit and the 8-bit form), control
 * characters other than line feed and tab, and the characters that reorder text (Unicode TR 9
 * embeddings, overrides and isolates), which make text look like what it is not. Keeps its place
 * between calls, so a sequence may be cut anywhere. One stream, one filter; not thread-safe.
 */
final class EscapeFilter {
  /** A string sequence that is longer than this has no end: what follows is text again. */
  private static final int LONGEST_STRING = 4096;

  private static final char ESCAPE = 0x1b;
  private static final char BELL = 0x07;
  private static final char CANCEL = 0x18;
  private static final char SUBSTITUTE = 0x1a;
  private static final char DELETE = 0x7f;
  private static final char C1_CSI = 0x9b;
  private static final char C1_STRING_END = 0x9c;

  private enum State {
    TEXT,
    AFTER_ESCAPE,
    CONTROL_SEQUENCE,
    STRING,
    STRING_AFTER_ESCAPE
  }

  private State state = State.TEXT;
  private int stringLength;

  /** That text without what a terminal would obey. */
  static String clean(String text) {
    return new EscapeFilter().filter(text);
  }

  /** Whether a terminal may obey that character instead of showing it. */
  static boolean obeyed(char c) {
    return control(c) || reorders(c);
  }

  /** The next piece of the stream, cleaned. */
  String filter(String piece) {
    StringBuilder shown = new StringBuilder(piece.length());
    for (int i = 0; i < piece.length(); i++) {
      accept(piece.charAt(i), shown);
    }
    return shown.toString();
  }

  private void accept(char c, StringBuilder shown) {
    switch (state) {
      case TEXT -> text(c, shown);
      case AFTER_ESCAPE -> afterEscape(c, shown);
      case CONTROL_SEQUENCE -> controlSequence(c, shown);
      case STRING -> string(c, shown);
      case STRING_AFTER_ESCAPE -> {
        if (c == '\\') {
          state = State.TEXT;
        } else {
          afterEscape(c, shown);
        }
      }
    }
  }

  private void text(char c, StringBuilder shown) {
    if (c == ESCAPE) {
      state = State.AFTER_ESCAPE;
    } else if (c == C1_CSI) {
      state = State.CONTROL_SEQUENCE;
    } else if (startsString(c)) {
      startString();
    } else if (!obeyed(c)) {
      shown.append(c);
    }
  }

  private void afterEscape(char c, StringBuilder shown) {
    if (c == '[') {
      state = State.CONTROL_SEQUENCE;
    } else if (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_') {
      startString();
    } else if (c >= 0x20 && c <= 0x2f) {
      state = State.AFTER_ESCAPE;
    } else {
      state = State.TEXT;
      if (c < 0x30 || c > 0x7e) {
        text(c, shown);
      }
    }
  }

  private void controlSequence(char c, StringBuilder shown) {
    if (c >= 0x40 && c <= 0x7e) {
      state = State.TEXT;
    } else if (c < 0x20 || c > 0x3f) {
      state = State.TEXT;
      text(c, shown);
    }
  }

  /** A line feed ends it too, so that a sequence without an end swallows one line at most. */
  private void string(char c, StringBuilder shown) {
    stringLength++;
    if (c == BELL || c == C1_STRING_END || c == CANCEL || c == SUBSTITUTE) {
      state = State.TEXT;
    } else if (c == ESCAPE) {
      state = State.STRING_AFTER_ESCAPE;
    } else if (c == '\n' || stringLength > LONGEST_STRING) {
      state = State.TEXT;
      text(c, shown);
    }
  }

  private void startString() {
    state = State.STRING;
    stringLength = 0;
  }

  private static boolean startsString(char c) {
    return c == 0x90 || c == 0x98 || c == 0x9d || c == 0x9e || c == 0x9f;
  }

  private static boolean control(char c) {
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= DELETE && c <= 0x9f);
  }

  private static boolean reorders(char c) {
    return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
  }
}
