package org.jackfield.cli;

/** The command was given something it cannot take; ends the run with the code for usage errors. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What it cannot take and what it wants. */
  UsageException(String message) {
    super(message, null, false, false);
  }

  /** The message; never null. */
  String message() {
    return String.valueOf(getMessage());
  }
}
