package org.jackfield.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Standard error: what is said about the work. On a terminal one line of progress may stand at the
 * bottom; lines go above it. While an answer is shown there, lines wait for its end, so that they
 * do not cut it in two. Thread-safe. What cannot be written is given up: nobody is there to be
 * told.
 */
final class Messages {
  /** More than these need not wait for the end of an answer to be of use to anybody. */
  private static final int MOST_WAITING = 200;

  private static final int PROGRESS_COLUMNS = 79;

  private static final String CLEAR_LINE = "\r\033[K";

  private final OutputStream stream;
  private final boolean rich;
  private final Style style;
  private final List<String> waiting = new ArrayList<>();
  private int dropped;
  private boolean held;
  private boolean gone;
  private String progress = "";

  /**
   * Messages to that stream.
   *
   * @param rich whether a line there can be rewritten
   */
  Messages(OutputStream stream, boolean rich, Style style) {
    this.stream = stream;
    this.rich = rich;
    this.style = style;
  }

  /** How to set text off here. */
  Style style() {
    return style;
  }

  /** Whether a line can be rewritten in place. */
  boolean rich() {
    return rich;
  }

  /** Something failed: the program's name in front. */
  synchronized void error(String message) {
    lineStyled(style.red("jackfield:") + " " + EscapeFilter.clean(message));
  }

  /** A line as it is. */
  synchronized void line(String message) {
    lineStyled(EscapeFilter.clean(message));
  }

  /** A line of less weight. */
  synchronized void dim(String message) {
    lineStyled(style.dim(EscapeFilter.clean(message)));
  }

  /** A piece of text of less weight, with no line of its own. */
  synchronized void dimPiece(String piece) {
    write(style.dim(piece));
  }

  /** Ends what {@link #dimPiece} began. */
  synchronized void endPieces() {
    write("\n");
  }

  /**
   * The line at the bottom, in place of the last one; only where lines can be rewritten. It is cut
   * to what every terminal has room for: a wrapped line could not be taken away again.
   */
  synchronized void progress(String line) {
    if (rich && !held) {
      progress = oneLine(EscapeFilter.clean(line));
      write(CLEAR_LINE + style.dim(progress));
    }
  }

  private static String oneLine(String line) {
    String flat = line.replace('\n', ' ');
    int room = Math.min(flat.codePointCount(0, flat.length()), PROGRESS_COLUMNS);
    return flat.substring(0, flat.offsetByCodePoints(0, room));
  }

  /** Takes the line at the bottom away. */
  synchronized void endProgress() {
    if (!progress.isEmpty()) {
      progress = "";
      write(CLEAR_LINE);
    }
  }

  /** From now on lines wait. */
  synchronized void hold() {
    endProgress();
    held = true;
  }

  /** Lines that waited are shown, and no more wait. */
  synchronized void release() {
    held = false;
    waiting.forEach(this::lineStyled);
    waiting.clear();
    if (dropped > 0) {
      lineStyled(style.dim("... and " + dropped + " more lines"));
      dropped = 0;
    }
  }

  private void lineStyled(String line) {
    if (held && waiting.size() < MOST_WAITING) {
      waiting.add(line);
    } else if (held) {
      dropped++;
    } else if (progress.isEmpty()) {
      write(line + "\n");
    } else {
      write(CLEAR_LINE + line + "\n" + style.dim(progress));
    }
  }

  private void write(String text) {
    if (gone) {
      return;
    }
    try {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
      stream.flush();
    } catch (IOException e) {
      gone = true;
    }
  }
}
