package org.jackfield.models.fetch;

/**
 * A source did not give the file; another one may. Carries no stack trace: it tells of the source.
 */
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  /** The reason, as it goes into the list of sources that failed. */
  public FetchException(String message) {
    this(message, 0);
  }

  /** The reason with the HTTP status that a server gave. */
  FetchException(String message, int status) {
    super(message, null, false, false);
    this.status = status;
  }

  /** The HTTP status that a server gave; 0 when none did. */
  int status() {
    return status;
  }

  /** The reason; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
