package org.jackfield.wire;

import org.jackfield.spi.ErrorCode;

/**
 * What an HTTP status alone means (RFC 9110, section 15, and 529 as Anthropic uses it). A protocol
 * that knows more by a field of its body looks there first.
 */
public final class StatusCode {
  private StatusCode() {}

  /** The code of a response of that status, which is no success. */
  public static ErrorCode of(int status) {
    return switch (status) {
      case 401 -> ErrorCode.AUTHENTICATION;
      case 402 -> ErrorCode.QUOTA_EXHAUSTED;
      case 403 -> ErrorCode.PERMISSION;
      // Nothing is said of a model, so it is the path, or the way to ask for it, that is wrong.
      case 404, 405 -> ErrorCode.PROTOCOL;
      case 408, 504 -> ErrorCode.TIMEOUT;
      case 409, 502 -> ErrorCode.UNAVAILABLE;
      case 429 -> ErrorCode.RATE_LIMITED;
      case 503, 529 -> ErrorCode.OVERLOADED;
      default -> {
        if (status >= 500) {
          yield ErrorCode.UNAVAILABLE;
        }
        yield status >= 400 ? ErrorCode.INVALID_REQUEST : ErrorCode.PROTOCOL;
      }
    };
  }
}
