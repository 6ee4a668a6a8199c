package org.jackfield.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
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
    this(code, message, cause, null, null, 0, null, null, false);
  }

  private BackendException(
      ErrorCode code,
      String message,
      @Nullable Throwable cause,
      @Nullable String hint,
      @Nullable Duration retryAfter,
      int upstreamStatus,
      @Nullable String upstreamId,
      @Nullable String parameter,
      boolean retryForbidden) {
    super(message, cause, false, code.kind() == ErrorKind.ENGINE);
    this.code = code;
    this.hint = hint;
    this.retryAfter = retryAfter;
    this.upstreamStatus = upstreamStatus;
    this.upstreamId = upstreamId;
    this.parameter = parameter;
    this.retryForbidden = retryForbidden;
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

  /** The same error with what the user can do about it, one sentence. */
  public BackendException withHint(String hint) {
    return new BackendException(
        code,
        message(),
        getCause(),
        hint,
        retryAfter,
        upstreamStatus,
        upstreamId,
        parameter,
        retryForbidden);
  }

  /** The same error with the time that the upstream asks to wait. */
  public BackendException withRetryAfter(Duration retryAfter) {
    return new BackendException(
        code,
        message(),
        getCause(),
        hint,
        retryAfter,
        upstreamStatus,
        upstreamId,
        parameter,
        retryForbidden);
  }

  /** The same error with the upstream's HTTP status. */
  public BackendException withUpstreamStatus(int status) {
    return new BackendException(
        code,
        message(),
        getCause(),
        hint,
        retryAfter,
        status,
        upstreamId,
        parameter,
        retryForbidden);
  }

  /** The same error with the upstream's id of the request. */
  public BackendException withUpstreamId(String id) {
    return new BackendException(
        code,
        message(),
        getCause(),
        hint,
        retryAfter,
        upstreamStatus,
        id,
        parameter,
        retryForbidden);
  }

  /** The same error with the field of the request it is about, such as {@code messages[2].role}. */
  public BackendException withParameter(String path) {
    return new BackendException(
        code,
        message(),
        getCause(),
        hint,
        retryAfter,
        upstreamStatus,
        upstreamId,
        path,
        retryForbidden);
  }

  /** The same error of an upstream that says not to try again, whatever its code allows. */
  public BackendException withoutRetry() {
    return new BackendException(
        code, message(), getCause(), hint, retryAfter, upstreamStatus, upstreamId, parameter, true);
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
}
