package org.jackfield.cli;

/** The command could not do its work, for a reason outside the engine; the message says which. */
final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What failed, and what to do. */
  FailureException(String message) {
    super(message, null, false, false);
  }

  /** The message; never null. */
  String message() {
    return String.valueOf(getMessage());
  }
}
