package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.Json;
import org.jackfield.wire.RequestFault;

/**
 * Errors in OpenAI's shape, {@code {"error":{"message","type","param","code"}}}, for clients of the
 * server. All four fields are always there, as OpenAI's own errors have them.
 */
public final class OpenAiErrorBody {
  private OpenAiErrorBody() {}

  /** The body of a refusal, without its hint; its status is {@link ErrorCode#httpStatus}. */
  public static byte[] of(BackendException error) {
    return bytes(json(error.message(), type(error.code()), error.parameter(), word(error)));
  }

  /** The request's fault where one is known; else the word of its code. */
  private static String word(BackendException error) {
    return error.getCause() instanceof RequestFault fault ? fault.code() : code(error.code());
  }

  /** A body with fields of its own, for what has no error code, such as a client's wrong key. */
  public static byte[] of(String message, String type, Optional<String> param, String code) {
    return bytes(json(message, type, param, code));
  }

  /**
   * The frames that end a stream with an error, without its hint: the error, then {@code [DONE]}.
   */
  public static byte[] midStream(BackendException error) {
    String code =
        switch (error.code()) {
          case TIMEOUT -> "stream_idle_timeout";
          case PROTOCOL, UNAVAILABLE -> "stream_interrupted";
          case INVALID_REQUEST,
              AUTHENTICATION,
              PERMISSION,
              MODEL_NOT_FOUND,
              CONTEXT_LENGTH,
              CONTENT_FILTERED,
              RATE_LIMITED,
              QUOTA_EXHAUSTED,
              OVERLOADED,
              CANCELLED,
              UNSUPPORTED,
              INTERNAL ->
              word(error);
        };
    String body = json(error.message(), type(error.code()), error.parameter(), code);
    return bytes("data: " + body + "\n\ndata: [DONE]\n\n");
  }

  private static String json(String message, String type, Optional<String> param, String code) {
    return "{\"error\":{\"message\":"
        + Json.quote(message)
        + ",\"type\":"
        + Json.quote(type)
        + ",\"param\":"
        + param.map(Json::quote).orElse("null")
        + ",\"code\":"
        + Json.quote(code)
        + "}}";
  }

  /** The word for whose doing it is. */
  private static String type(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST, MODEL_NOT_FOUND, CONTEXT_LENGTH, CONTENT_FILTERED, UNSUPPORTED ->
          "invalid_request_error";
      case RATE_LIMITED -> "rate_limit_error";
      case QUOTA_EXHAUSTED -> "insufficient_quota";
      case OVERLOADED -> "overloaded_error";
      case AUTHENTICATION, PERMISSION, UNAVAILABLE, TIMEOUT, PROTOCOL -> "upstream_error";
      case CANCELLED -> "cancelled";
      case INTERNAL -> "server_error";
    };
  }

  /** The machine's word for what it is; OpenAI's own where it has one. */
  private static String code(ErrorCode code) {
    return switch (code) {
      case CONTEXT_LENGTH -> "context_length_exceeded";
      case CONTENT_FILTERED -> "content_filter";
      case RATE_LIMITED -> "rate_limit_exceeded";
      case QUOTA_EXHAUSTED -> "insufficient_quota";
      case AUTHENTICATION -> "upstream_authentication";
      case PERMISSION -> "upstream_permission";
      case TIMEOUT -> "upstream_timeout";
      case PROTOCOL -> "bad_upstream_response";
      case UNAVAILABLE -> "backend_unavailable";
      case INTERNAL -> "internal_error";
      case INVALID_REQUEST, MODEL_NOT_FOUND, OVERLOADED, CANCELLED, UNSUPPORTED -> code.toString();
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
