package org.jackfield.cli;

import java.io.IOException;

/**
 * Standard output takes no more. Ends the run: quietly when its reader has gone, else as an error.
 */
final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutputException(IOException cause) {
    super(cause);
  }

  /** Whether the reader has gone away, which is no error. */
  boolean readerGone() {
    return getCause() instanceof ClosedPipeException;
  }
}
