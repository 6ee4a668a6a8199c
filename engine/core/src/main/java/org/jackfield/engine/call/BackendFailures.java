package org.jackfield.engine.call;

import org.jackfield.engine.call.EngineAttempt.End;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;

/** What a failed attempt is told as: why the engine ended it, or what the backend threw. */
final class BackendFailures {
  private BackendFailures() {}

  static BackendException explain(Throwable thrown, End end, BackendHandle backend) {
    return switch (end) {
      case NONE -> thrownBy(thrown, backend);
      case CALLER ->
          thrown instanceof BackendException known && known.code() != ErrorCode.CANCELLED
              ? known
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
              .withHint(
                  backend.data() == DataLocation.LOCAL
                      ? "Raise this backend's timeout, or choose a smaller model."
                      : "Check network or try a local backend, or raise this backend's timeout.");
      case IDLE ->
          new BackendException(
              ErrorCode.TIMEOUT,
              "Backend '"
                  + backend.name()
                  + "' fell silent in the middle of its answer for "
                  + seconds(backend.options().idleTimeout().toMillis())
                  + " (idle_timeout).",
              thrown);
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

  private static BackendException thrownBy(Throwable thrown, BackendHandle backend) {
    if (thrown instanceof BackendException known) {
      return known;
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
