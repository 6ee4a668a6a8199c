package org.jackfield.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one error of the SPI. Its code decides what happens next; its message is for people: what
 * failed, with which value and where, then what to do. It must hold no secret.
 *
 * <p>The codes of the caller's own making ({@link ErrorKind#CALLER}) have a message for whoever
 * made the request, who may be a stranger: it speaks of the request alone. What only an operator
 * can do goes into the hint, which a server does not show its clients. Of all other codes a server
 * tells its clients the code and nothing of the message.
 */
public final class BackendException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final @Nullable String hint;
  private final @Nullable Duration retryAfter;
  private final int upstreamStatus;
  private final @Nullable String upstreamId;
  private final @Nullable String parameter;
  private final boolean retryForbidden;

  /** An error with its code and message. */
  public BackendException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** An error with its code, message and cause. */
  public BackendException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(new Draft(code, message, cause));
  }

  private BackendException(Draft draft) {
    super(draft.message, draft.cause, false, draft.code.kind() == ErrorKind.ENGINE);
    this.code = draft.code;
    this.hint = draft.hint;
    this.retryAfter = draft.retryAfter;
    this.upstreamStatus = draft.upstreamStatus;
    this.upstreamId = draft.upstreamId;
    this.parameter = draft.parameter;
    this.retryForbidden = draft.retryForbidden;
  }

  /**
   * The error of a request, or of settings, in which a value cannot be meant.
   *
   * @param field the field's name as the caller knows it
   * @param value what it holds; no secret and no text of a prompt
   * @param expected what it must be, such as "a finite number"
   */
  public static BackendException invalid(String field, Object value, String expected) {
    return new BackendException(
            ErrorCode.INVALID_REQUEST,
            "'" + field + "' is " + value + "; it must be " + expected + ".")
        .withParameter(field);
  }

  /**
   * The same error with another code, for whoever knows better what it means. Whether its upstream
   * forbids to try again stays.
   */
  public BackendException withCode(ErrorCode code) {
    return with(draft -> draft.code = code);
  }

  /** The same error in other words. */
  public BackendException withMessage(String message) {
    return with(draft -> draft.message = message);
  }

  /** The same error with what the user can do about it, one sentence. */
  public BackendException withHint(String hint) {
    return with(draft -> draft.hint = hint);
  }

  /** The same error with the time that the upstream asks to wait. */
  public BackendException withRetryAfter(Duration retryAfter) {
    return with(draft -> draft.retryAfter = retryAfter);
  }

  /** The same error with the upstream's HTTP status. */
  public BackendException withUpstreamStatus(int status) {
    return with(draft -> draft.upstreamStatus = status);
  }

  /** The same error with the upstream's id of the request. */
  public BackendException withUpstreamId(String id) {
    return with(draft -> draft.upstreamId = id);
  }

  /** The same error with the field of the request it is about, such as {@code messages[2].role}. */
  public BackendException withParameter(String path) {
    return with(draft -> draft.parameter = path);
  }

  /** The same error of an upstream that says not to try again, whatever its code allows. */
  public BackendException withoutRetry() {
    return with(draft -> draft.retryForbidden = true);
  }

  private BackendException with(Consumer<Draft> change) {
    Draft draft = new Draft(code, message(), getCause());
    draft.hint = hint;
    draft.retryAfter = retryAfter;
    draft.upstreamStatus = upstreamStatus;
    draft.upstreamId = upstreamId;
    draft.parameter = parameter;
    draft.retryForbidden = retryForbidden;
    change.accept(draft);
    return new BackendException(draft);
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** Whether the same backend may be tried again: its code allows it, and the upstream does. */
  public boolean retryable() {
    return code.retryable() && !retryForbidden;
  }

  /** The message; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** What the user can do about it. */
  public Optional<String> hint() {
    return Optional.ofNullable(hint);
  }

  /** The time that the upstream asks to wait. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The upstream's HTTP status, when there was one. */
  public OptionalInt upstreamStatus() {
    return upstreamStatus == 0 ? OptionalInt.empty() : OptionalInt.of(upstreamStatus);
  }

  /** The upstream's id of the request, for its support. */
  public Optional<String> upstreamId() {
    return Optional.ofNullable(upstreamId);
  }

  /** The field of the request that the error is about. */
  public Optional<String> parameter() {
    return Optional.ofNullable(parameter);
  }

  /** All that an error holds, for the making of one. */
  private static final class Draft {
    ErrorCode code;
    String message;
    final @Nullable Throwable cause;
    @Nullable String hint;
    @Nullable Duration retryAfter;
    int upstreamStatus;
    @Nullable String upstreamId;
    @Nullable String parameter;
    boolean retryForbidden;

    Draft(ErrorCode code, String message, @Nullable Throwable cause) {
      this.code = code;
      this.message = message;
      this.cause = cause;
    }
  }
}
