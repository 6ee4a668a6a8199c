package org.jackfield.engine.call;

import java.io.IOException;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;

/** What a failed attempt is told as: why the engine ended it, or what the backend threw. */
final class BackendFailures {
  private BackendFailures() {}

  static BackendException explain(Throwable thrown, EngineAttempt attempt, BackendHandle backend) {
    return switch (attempt.end()) {
      case NONE -> thrownBy(thrown, backend);
      case CALLER ->
          thrown instanceof BackendException known && known.code() != ErrorCode.CANCELLED
              ? backend.secrets().masked(known)
              : new BackendException(ErrorCode.CANCELLED, "The call was cancelled.", thrown);
      case FIRST_CONTENT ->
          new BackendException(
                  ErrorCode.TIMEOUT,
                  "LLM request timed out: backend '"
                      + backend.name()
                      + "' gave no content within "
                      + seconds(backend.options().timeout().toMillis())
                      + ".",
                  thrown)
              .withHint(patience("timeout", attempt, backend));
      case IDLE ->
          new BackendException(
                  ErrorCode.TIMEOUT,
                  "Backend '"
                      + backend.name()
                      + "' fell silent in the middle of its answer for "
                      + seconds(backend.options().idleTimeout().toMillis())
                      + " (idle_timeout).",
                  thrown)
              .withHint(patience("idle_timeout", attempt, backend));
      case DEADLINE ->
          new BackendException(
              ErrorCode.TIMEOUT,
              "The call's deadline passed while backend '" + backend.name() + "' was answering.",
              thrown);
      case REMOVED ->
          new BackendException(
              ErrorCode.UNAVAILABLE,
              "Backend '"
                  + backend.name()
                  + "' was removed from the configuration, and this answer took longer than the"
                  + " time to drain.",
              thrown);
    };
  }

  /**
   * A connection that was lost before the answer began: it may be tried again as if it had not been
   * made, while a lost rest cannot be asked for.
   */
  static BackendException beforeContent(BackendException told) {
    return told.code() == ErrorCode.PROTOCOL && told.getCause() instanceof IOException
        ? told.withCode(ErrorCode.UNAVAILABLE)
        : told;
  }

  /** What to do where the backend's own limit of that name was too short for it. */
  private static String patience(String limit, EngineAttempt attempt, BackendHandle backend) {
    if (backend.data() == DataLocation.LOCAL) {
      return "Raise this backend's " + limit + ", or choose a smaller model.";
    }
    return attempt
        .localBackend()
        .map(
            name ->
                "Check network or try JACKFIELD_LLM_BACKEND="
                    + name
                    + " for local inference, or raise this backend's "
                    + limit
                    + ".")
        .orElse(
            "Check network, raise this backend's "
                + limit
                + ", or configure a backend on this machine for local inference.");
  }

  private static BackendException thrownBy(Throwable thrown, BackendHandle backend) {
    if (thrown instanceof BackendException known) {
      return backend.secrets().masked(known);
    }
    System.getLogger(BackendFailures.class.getName())
        .log(System.Logger.Level.DEBUG, "Backend '" + backend.name() + "' threw", thrown);
    return new BackendException(
        ErrorCode.INTERNAL,
        "Backend '"
            + backend.name()
            + "' failed inside: "
            + thrown.getClass().getName()
            + (thrown.getMessage() == null ? "" : ": " + thrown.getMessage()),
        thrown);
  }

  private static String seconds(long millis) {
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
