package org.jackfield.plugin.ollama;

import java.time.InstantSource;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.wire.Json;
import org.jackfield.wire.ProviderText;
import org.jackfield.wire.UpstreamError;

/**
 * Gives Ollama's errors their codes. Its body is {@code {"error":"text"}} and nothing more, so
 * beside the status only the text tells what happened; the phrases are those of the server's source
 * (https://github.com/ollama/ollama, {@code server/routes.go}).
 */
final class OllamaErrors {
  private static final String CHECK_ENDPOINT =
      "Check the key 'endpoint' of this backend: it must be the server's address without a path.";

  private OllamaErrors() {}

  /** Nobody listens there. */
  static BackendException serverNotFound(String hostPort, Throwable cause) {
    return new BackendException(
        ErrorCode.UNAVAILABLE,
        "Ollama server not found at " + hostPort + ". Start it with: ollama serve",
        cause);
  }

  /** The server does not have the model. */
  static BackendException modelNotFound(String model) {
    return new BackendException(
        ErrorCode.MODEL_NOT_FOUND,
        "Model '" + model + "' not found. Download it with: ollama pull " + model);
  }

  /** What answers is not an Ollama server, or broke its protocol. */
  static BackendException notOllama(String hostPort, String how) {
    return new BackendException(
            ErrorCode.PROTOCOL, "The server at " + hostPort + " does not answer as Ollama: " + how)
        .withHint(CHECK_ENDPOINT);
  }

  /** The error of an answer whose status is not 200; reads its body. */
  static BackendException refusal(
      HttpExchange response, InstantSource clock, String hostPort, String model) {
    byte[] body = UpstreamError.body(response);
    String text = Json.find(body).flatMap(json -> Json.text(json, "error")).orElse("");
    ErrorCode code = code(response.status(), text);
    if (code == ErrorCode.MODEL_NOT_FOUND) {
      return modelNotFound(model).withUpstreamStatus(response.status());
    }
    BackendException error = UpstreamError.of(response, clock, "Ollama at " + hostPort, code, text);
    return switch (code) {
      case CONTEXT_LENGTH ->
          error.withHint("Shorten the conversation, or raise 'num_ctx' of this backend.");
      case PROTOCOL -> error.withHint(CHECK_ENDPOINT);
      case OVERLOADED -> error.withHint("Raise OLLAMA_MAX_QUEUE or OLLAMA_NUM_PARALLEL there.");
      case PERMISSION -> error.withHint("Allow this host in OLLAMA_ORIGINS and OLLAMA_HOST there.");
      case INVALID_REQUEST,
          AUTHENTICATION,
          MODEL_NOT_FOUND,
          CONTENT_FILTERED,
          RATE_LIMITED,
          QUOTA_EXHAUSTED,
          UNAVAILABLE,
          TIMEOUT,
          CANCELLED,
          UNSUPPORTED,
          INTERNAL ->
          error;
    };
  }

  /** The error of a line {@code {"error":"text"}} inside a stream. */
  static BackendException inStream(String text, String hostPort) {
    return new BackendException(
        byText(text, ErrorCode.UNAVAILABLE),
        "Ollama at " + hostPort + " broke off its answer: " + ProviderText.shown(text));
  }

  private static ErrorCode code(int status, String text) {
    return switch (status) {
      case 400, 413, 422 -> byText(text, ErrorCode.INVALID_REQUEST);
      case 401 -> ErrorCode.AUTHENTICATION;
      case 403 -> ErrorCode.PERMISSION;
      case 404 -> text.isEmpty() ? ErrorCode.PROTOCOL : ErrorCode.MODEL_NOT_FOUND;
      case 408, 504 -> ErrorCode.TIMEOUT;
      case 429 -> ErrorCode.RATE_LIMITED;
      case 503 -> ErrorCode.OVERLOADED;
      default -> status >= 500 ? byText(text, ErrorCode.UNAVAILABLE) : ErrorCode.PROTOCOL;
    };
  }

  private static ErrorCode byText(String text, ErrorCode otherwise) {
    if (text.contains("exceeds the context length")
        || text.contains("exceeds maximum context length")
        || text.contains("exceed context")) {
      return ErrorCode.CONTEXT_LENGTH;
    }
    if (text.contains("does not support")) {
      return ErrorCode.UNSUPPORTED;
    }
    if (text.startsWith("invalid format") || text.startsWith("json: ")) {
      return ErrorCode.INVALID_REQUEST; // a 500, although trying again cannot help
    }
    return text.contains("server busy") ? ErrorCode.OVERLOADED : otherwise;
  }
}
