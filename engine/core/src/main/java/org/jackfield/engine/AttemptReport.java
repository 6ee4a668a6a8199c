package org.jackfield.engine;

import java.time.Duration;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * One upstream call that was made, or tried, for a call.
 *
 * @param backend the backend's name
 * @param model the model asked for; empty for its own default
 * @param error what went wrong; empty when it served
 * @param message the error in words; empty when it served
 * @param hint what the user can do about it
 * @param upstreamId the provider's own id of a request that failed, for its support
 * @param elapsed from its start to its error, or to its first content
 */
public record AttemptReport(
    String backend,
    String model,
    Optional<ErrorCode> error,
    String message,
    Optional<String> hint,
    Optional<String> upstreamId,
    Duration elapsed) {
  /** The report of an attempt that failed with that error; null for one that served. */
  public static AttemptReport of(
      String backend, String model, @Nullable BackendException error, Duration elapsed) {
    Optional<BackendException> failed = Optional.ofNullable(error);
    return new AttemptReport(
        backend,
        model,
        failed.map(BackendException::code),
        failed.map(BackendException::message).orElse(""),
        failed.flatMap(BackendException::hint),
        failed.flatMap(BackendException::upstreamId),
        elapsed);
  }
}
