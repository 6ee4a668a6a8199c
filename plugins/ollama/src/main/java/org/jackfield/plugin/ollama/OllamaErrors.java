package org.jackfield.plugin.ollama;

import java.net.ConnectException;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.ErrorMap;
import org.jackfield.wire.Hints;
import org.jackfield.wire.StatusCode;
import org.jackfield.wire.UpstreamError;
import tools.jackson.databind.JsonNode;

/**
 * Gives Ollama's errors their codes. Its body is {@code {"error":"text"}} and nothing more, so
 * beside the status only the text tells what happened; the phrases are those of the server's source
 * (https://github.com/ollama/ollama, {@code server/routes.go}).
 *
 * @param hostPort where the server is
 */
record OllamaErrors(String hostPort) implements ErrorMap {
  static final String CHECK_ENDPOINT =
      "Check the key 'endpoint' of this backend: it must be the server's address without a path.";

  @Override
  public String subject(String model) {
    return "Ollama at " + hostPort;
  }

  @Override
  public Refusal refusal(int status, byte[] body) {
    ErrorBody error = ErrorBody.read(body);
    return new Refusal(code(status, error), error.message());
  }

  private static ErrorCode code(int status, ErrorBody error) {
    ErrorCode code = StatusCode.of(status);
    return switch (status) {
      case 499 -> ErrorCode.UNAVAILABLE; // something of theirs gave up; the caller did not
      case 404 -> missesModel(error) ? ErrorCode.MODEL_NOT_FOUND : code;
      case 400, 413, 422, 500 -> byText(error, code);
      default -> code;
    };
  }

  /** Not every 404 is Ollama's: a router before it does not speak of models. */
  private static boolean missesModel(ErrorBody error) {
    return error.structured() && error.message().contains("model");
  }

  /** The error of a line {@code {"error":"text"}} inside an answer whose status was good. */
  static BackendException inAnswer(String subject, JsonNode text) {
    ErrorBody error = ErrorBody.of(text);
    return UpstreamError.inAnswer(subject, byText(error, ErrorCode.UNAVAILABLE), error.message());
  }

  /** The code of a text; the given one where it says nothing. */
  private static ErrorCode byText(ErrorBody error, ErrorCode otherwise) {
    String text = error.message();
    if (error.saysTooLong() || text.contains("exceed context")) {
      return ErrorCode.CONTEXT_LENGTH;
    }
    if (error.saysUnsupported()) {
      return ErrorCode.UNSUPPORTED;
    }
    if (text.startsWith("invalid format") || text.startsWith("json: ")) {
      return ErrorCode.INVALID_REQUEST; // a 500, although trying again cannot help
    }
    return text.contains("server busy") ? ErrorCode.OVERLOADED : otherwise;
  }

  @Override
  public BackendException explained(BackendException error, String model) {
    return switch (error.code()) {
      case UNAVAILABLE ->
          error.getCause() instanceof ConnectException ? serverNotFound(error) : error;
      case MODEL_NOT_FOUND -> modelNotFound(model).withUpstreamStatus(404);
      case CONTEXT_LENGTH ->
          error.withHint("Shorten the conversation, or raise 'num_ctx' of this backend.");
      case PROTOCOL -> error.withHint(CHECK_ENDPOINT);
      case OVERLOADED -> error.withHint("Raise OLLAMA_MAX_QUEUE or OLLAMA_NUM_PARALLEL there.");
      case PERMISSION -> error.withHint("Allow this host in OLLAMA_ORIGINS and OLLAMA_HOST there.");
      case AUTHENTICATION ->
          error.withHint(
              "Sign the server in with: ollama signin. Before a proxy that wants a key, set"
                  + " OLLAMA_API_KEY, or 'api_key' of this backend.");
      case RATE_LIMITED,
          QUOTA_EXHAUSTED,
          INVALID_REQUEST,
          CONTENT_FILTERED,
          TIMEOUT,
          CANCELLED,
          UNSUPPORTED,
          INTERNAL ->
          Hints.add(error, Hints.of(error.code()).orElse(""));
    };
  }

  private BackendException serverNotFound(BackendException error) {
    return new BackendException(
        ErrorCode.UNAVAILABLE,
        "Ollama server not found at " + hostPort + ". Start it with: ollama serve",
        error);
  }

  /** The server does not have the model. */
  static BackendException modelNotFound(String model) {
    return new BackendException(
        ErrorCode.MODEL_NOT_FOUND,
        "Model '" + model + "' not found. Download it with: ollama pull " + model);
  }
}
