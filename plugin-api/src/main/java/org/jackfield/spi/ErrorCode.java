package org.jackfield.spi;

import static org.jackfield.spi.ErrorKind.BACKEND;
import static org.jackfield.spi.ErrorKind.CALLER;
import static org.jackfield.spi.ErrorKind.CAPACITY;
import static org.jackfield.spi.ErrorKind.ENGINE;

import java.util.Locale;

/**
 * What went wrong. Each code fixes, in this one table, whose doing it is, the HTTP status a client
 * of the server sees, whether the same backend may be tried again, and whether another one may be
 * tried. The set is complete: no code will be added within a major version.
 */
public enum ErrorCode {
  /** The request makes no sense as it is. */
  INVALID_REQUEST(CALLER, 400, false, false),
  /** The backend refused its credentials, or has none. */
  AUTHENTICATION(BACKEND, 502, false, false),
  /** The credentials are good and not allowed to do this. */
  PERMISSION(BACKEND, 502, false, false),
  /** The backend has no such model. */
  MODEL_NOT_FOUND(CALLER, 404, false, true),
  /** Prompt and answer do not fit the model's context; a larger one may hold them. */
  CONTEXT_LENGTH(CALLER, 400, false, true),
  /** The provider's content filter stopped it. */
  CONTENT_FILTERED(CALLER, 400, false, false),
  /** Too many requests or tokens for now; heals by waiting. */
  RATE_LIMITED(CAPACITY, 429, true, true),
  /** A spending or usage limit that does not heal by waiting. */
  QUOTA_EXHAUSTED(CAPACITY, 429, false, true),
  /** The backend has too much to do. */
  OVERLOADED(CAPACITY, 503, true, true),
  /** The backend cannot be reached or is not ready. */
  UNAVAILABLE(BACKEND, 503, true, true),
  /** No content, or no further content, in time. */
  TIMEOUT(BACKEND, 504, true, true),
  /** Nobody wants the answer any more. */
  CANCELLED(CALLER, 499, false, false),
  /** The upstream broke its own protocol: a cut stream, a body that is not what it should be. */
  PROTOCOL(BACKEND, 502, false, true),
  /** The backend cannot do what the request asks for. */
  UNSUPPORTED(CALLER, 400, false, true),
  /** A fault inside a backend or the engine. */
  INTERNAL(ENGINE, 500, false, true);

  private final ErrorKind kind;
  private final int httpStatus;
  private final boolean retryable;
  private final boolean fallback;

  ErrorCode(ErrorKind kind, int httpStatus, boolean retryable, boolean fallback) {
    this.kind = kind;
    this.httpStatus = httpStatus;
    this.retryable = retryable;
    this.fallback = fallback;
  }

  /** Whose doing it is. */
  public ErrorKind kind() {
    return kind;
  }

  /** The HTTP status a client of the server sees. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether the same backend may be tried again after a wait. */
  public boolean retryable() {
    return retryable;
  }

  /** Whether another backend may be tried. */
  public boolean fallback() {
    return fallback;
  }

  /** The name used in JSON and logs. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
