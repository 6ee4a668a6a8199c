package org.jackfield.engine.breaker;

import org.jackfield.spi.ErrorCode;

/** What an error says of the health of the backend that gave it. */
enum Weight {
  /** The backend is not well. */
  FAILURE,
  /** It will not be well until somebody changes something. */
  FATAL,
  /** Nothing: it may be the caller's doing, or a limit that holds for this caller. */
  NONE;

  /**
   * The weight of a code. Rate limits and quotas have none: they come with their own time to wait,
   * and may hold for one model of many. Nor has a missing permission, which a client could provoke
   * by naming a model that the key may not use.
   */
  static Weight of(ErrorCode code) {
    return switch (code) {
      case UNAVAILABLE, TIMEOUT, OVERLOADED, PROTOCOL, INTERNAL -> FAILURE;
      case AUTHENTICATION -> FATAL;
      case INVALID_REQUEST,
          PERMISSION,
          MODEL_NOT_FOUND,
          CONTEXT_LENGTH,
          CONTENT_FILTERED,
          RATE_LIMITED,
          QUOTA_EXHAUSTED,
          CANCELLED,
          UNSUPPORTED ->
          NONE;
    };
  }
}
