package org.jackfield.cli;

import java.io.IOException;

/** The reader of standard output has gone away, as {@code head} does when it has enough. */
public final class ClosedPipeException extends IOException {
  private static final long serialVersionUID = 1;

  /** It has gone away, as that error says. */
  public ClosedPipeException(IOException cause) {
    super(cause);
  }
}
