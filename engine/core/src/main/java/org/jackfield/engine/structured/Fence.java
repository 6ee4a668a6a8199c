package org.jackfield.engine.structured;

/**
 * Takes one Markdown code fence off that stands around a whole text, while the text comes in
 * pieces. Models that are asked for JSON in words like to write it so. Any other text passes as it
 * is. One text, one thread.
 */
final class Fence {
  private static final String MARK = "```";

  /** "json" and the like; a longer first line is no language. */
  private static final int LONGEST_LANGUAGE = 20;

  private enum State {
    UNDECIDED,
    OUTSIDE,
    INSIDE
  }

  private final StringBuilder held = new StringBuilder();
  private State state = State.UNDECIDED;

  /** Takes the next piece; what of the text is sure by now. */
  String take(String piece) {
    if (state == State.OUTSIDE) {
      return piece;
    }
    held.append(piece);
    if (state == State.UNDECIDED) {
      decide();
    }
    return switch (state) {
      case UNDECIDED -> "";
      case OUTSIDE -> release(held.length());
      case INSIDE -> release(endOfContent());
    };
  }

  /** The rest, at the text's end. */
  String end() {
    boolean closed = state == State.INSIDE && held.toString().strip().equals(MARK);
    return closed ? "" : release(held.length());
  }

  private void decide() {
    String text = held.toString().stripLeading();
    if (MARK.startsWith(text)) {
      return;
    }
    int line = text.indexOf('\n');
    boolean open = text.startsWith(MARK);
    if (open && line < 0 && text.length() <= MARK.length() + LONGEST_LANGUAGE) {
      return;
    }
    if (open && line > 0 && language(text.substring(MARK.length(), line).strip())) {
      state = State.INSIDE;
      held.setLength(0);
      held.append(text, line + 1, text.length());
    } else {
      state = State.OUTSIDE;
    }
  }

  private static boolean language(String word) {
    return word.length() <= LONGEST_LANGUAGE && word.chars().allMatch(Character::isLetterOrDigit);
  }

  /** Where what may be the closing fence begins. */
  private int endOfContent() {
    int end = held.length();
    while (end > 0
        && (held.charAt(end - 1) == '`' || Character.isWhitespace(held.charAt(end - 1)))) {
      end--;
    }
    return end;
  }

  private String release(int end) {
    String sure = held.substring(0, end);
    held.delete(0, end);
    return sure;
  }
}
