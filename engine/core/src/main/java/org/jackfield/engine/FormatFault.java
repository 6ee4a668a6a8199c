package org.jackfield.engine;

/**
 * What is wrong with a format that was asked for, or with an answer measured by it; the cause of
 * the error that it led to. Its message speaks of the schema and the answer alone. Both are the
 * caller's own, so it may be shown to the caller as it is.
 */
public class FormatFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A fault in these words. */
  public FormatFault(String message) {
    super(message, null, false, false);
  }

  /** The message; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
