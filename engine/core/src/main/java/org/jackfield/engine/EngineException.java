package org.jackfield.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.config.Nearest;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * The one error of the engine. Its code decides what happens next; its message is for people and
 * holds no secret; its attempts say what was tried.
 */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final @Nullable String hint;
  private final transient List<AttemptReport> attempts;
  private final @Nullable Duration retryAfter;
  private final transient @Nullable Plan plan;

  /** An error with its code and message. */
  public EngineException(ErrorCode code, String message) {
    this(code, message, null, null, List.of(), null, null);
  }

  /** An error with all it knows. */
  public EngineException(
      ErrorCode code,
      String message,
      @Nullable Throwable cause,
      @Nullable String hint,
      List<AttemptReport> attempts,
      @Nullable Duration retryAfter,
      @Nullable Plan plan) {
    super(message, cause, false, code.kind() == ErrorKind.ENGINE);
    this.code = code;
    this.hint = hint;
    this.attempts = List.copyOf(attempts);
    this.retryAfter = retryAfter;
    this.plan = plan;
  }

  /**
   * A request that names what is not there. The nearest name, or all there are, is a part of the
   * message: it is about the request, and so for whoever made it.
   *
   * @param valid the names there are
   */
  public static EngineException unknown(String message, String name, Collection<String> valid) {
    String instead = valid.isEmpty() ? "There is none." : Nearest.hint(name, valid, "There are");
    return new EngineException(ErrorCode.INVALID_REQUEST, message + " " + instead);
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** The message; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** What the user can do about it. */
  public Optional<String> hint() {
    return Optional.ofNullable(hint);
  }

  /** What was tried, in order. */
  public List<AttemptReport> attempts() {
    return attempts;
  }

  /** The time to wait before the same call has a chance. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The plan of the call, when it came that far. */
  public Optional<Plan> plan() {
    return Optional.ofNullable(plan);
  }
}
