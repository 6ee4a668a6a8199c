package org.jackfield.wire;

import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/** What a person can do about an error, whatever the server. */
public final class Hints {
  private Hints() {}

  /** What to do; empty when it depends on the server, or there is nothing to do. */
  public static Optional<String> of(ErrorCode code) {
    return switch (code) {
      case CONTEXT_LENGTH ->
          Optional.of("Shorten the prompt, or use a model with a larger context.");
      case RATE_LIMITED ->
          Optional.of("Wait, or reduce concurrent usage: send fewer requests at once.");
      case QUOTA_EXHAUSTED ->
          Optional.of("Check the plan and billing of this account; waiting does not help.");
      case OVERLOADED -> Optional.of("The server has too much to do; try again later.");
      case INVALID_REQUEST,
          AUTHENTICATION,
          PERMISSION,
          MODEL_NOT_FOUND,
          CONTENT_FILTERED,
          UNAVAILABLE,
          TIMEOUT,
          CANCELLED,
          PROTOCOL,
          UNSUPPORTED,
          INTERNAL ->
          Optional.empty();
    };
  }

  /**
   * What to do when something else than the server that is meant answers, or nobody.
   *
   * @param backend the backend's name
   * @param base the URL it is configured with, without any secret
   * @param speaks what should be there, such as {@code "OpenAI's API"}
   */
  public static String endpoint(String backend, String base, String speaks) {
    return "Check 'endpoint' of backend '"
        + backend
        + "' (now "
        + base
        + "): is a server with "
        + speaks
        + " there?";
  }

  /** The error with that hint; an empty one adds none. */
  public static BackendException add(BackendException error, String hint) {
    return hint.isEmpty() ? error : error.withHint(hint);
  }
}
