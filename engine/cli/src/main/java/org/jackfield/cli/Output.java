package org.jackfield.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Standard output: the answer, or what a command was asked to print. Always UTF-8. Not thread-safe.
 * Throws {@link OutputException} when nothing more can be written.
 */
final class Output {
  private final Writer writer;
  private final boolean terminal;
  private final Style style;
  private final EscapeFilter filter = new EscapeFilter();
  private char last = '\n';

  Output(OutputStream stream, boolean terminal, Style style) {
    this.writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    this.terminal = terminal;
    this.style = style;
  }

  /** How to set text off here. */
  Style style() {
    return style;
  }

  /** Whether a person sees it at once. */
  boolean terminal() {
    return terminal;
  }

  /** A piece of text from a model, shown at once; on a terminal without what that would obey. */
  void answer(String piece) {
    write(terminal ? filter.filter(piece) : piece);
    flush();
  }

  /**
   * A line of our own, shown at once, so that it stands before what is said after it on standard
   * error; what it quotes must be clean already.
   */
  void line(String line) {
    write(line);
    write("\n");
    flush();
  }

  /** Ends the line that was begun, if one was. */
  void endLine() {
    if (last != '\n') {
      write("\n");
    }
    flush();
  }

  /** Hands over what was written. */
  void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  private void write(String text) {
    if (text.isEmpty()) {
      return;
    }
    try {
      writer.write(text);
    } catch (IOException e) {
      throw new OutputException(e);
    }
    last = text.charAt(text.length() - 1);
  }
}
