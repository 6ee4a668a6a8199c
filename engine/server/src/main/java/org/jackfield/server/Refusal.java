package org.jackfield.server;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error. Its message is for the client; its hint is for whoever
 * runs the gateway, and is logged.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;
  private final String code;
  private final transient Map<String, String> headers;
  private final @Nullable String hint;

  /** A refusal with its HTTP status, and OpenAI's {@code type} and {@code code}. */
  public Refusal(int status, String type, String code, String message) {
    this(status, type, code, message, Map.of());
  }

  /** The same with further headers. */
  public Refusal(
      int status, String type, String code, String message, Map<String, String> headers) {
    this(status, type, code, message, headers, null);
  }

  private Refusal(
      int status,
      String type,
      String code,
      String message,
      Map<String, String> headers,
      @Nullable String hint) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.code = code;
    this.headers = Map.copyOf(headers);
    this.hint = hint;
  }

  /** The same with what whoever runs the gateway can do about it. */
  Refusal withHint(String hint) {
    return new Refusal(status, type, code, message(), headers, hint);
  }

  /** A request that makes no sense. */
  static Refusal badRequest(String message) {
    return new Refusal(400, "invalid_request_error", "invalid_request", message);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** OpenAI's {@code type}. */
  public String type() {
    return type;
  }

  /** OpenAI's {@code code}. */
  public String code() {
    return code;
  }

  /** Further headers of the reply. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The message; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** What whoever runs the gateway can do about it. */
  Optional<String> hint() {
    return Optional.ofNullable(hint);
  }
}
