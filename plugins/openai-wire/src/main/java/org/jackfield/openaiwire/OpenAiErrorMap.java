package org.jackfield.openaiwire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.ErrorMap;
import org.jackfield.wire.Hints;

/** The error map of one OpenAI-speaking server. */
record OpenAiErrorMap(OpenAiEndpoint endpoint) implements ErrorMap {
  @Override
  public String subject(String model) {
    return "Backend '" + endpoint.backend() + "'" + (model.isEmpty() ? "" : " (" + model + ")");
  }

  @Override
  public Refusal refusal(int status, byte[] body) {
    ErrorBody error = ErrorBody.read(body);
    return new Refusal(OpenAiErrors.classify(status, error), error.message());
  }

  @Override
  public BackendException explained(BackendException error, String model) {
    return Hints.add(error, hint(error, model));
  }

  private String hint(BackendException error, String model) {
    ErrorCode code = error.code();
    return switch (code) {
      case AUTHENTICATION, PERMISSION -> endpoint.keyHint();
      case MODEL_NOT_FOUND ->
          "Check the model name '" + model + "' of backend '" + endpoint.backend() + "'.";
      case PROTOCOL -> endpointHint();
      // A server that answered is where it should be.
      case UNAVAILABLE -> error.upstreamStatus().isPresent() ? "" : endpointHint();
      case CONTEXT_LENGTH,
          RATE_LIMITED,
          QUOTA_EXHAUSTED,
          OVERLOADED,
          INVALID_REQUEST,
          CONTENT_FILTERED,
          TIMEOUT,
          CANCELLED,
          UNSUPPORTED,
          INTERNAL ->
          Hints.of(code).orElse("");
    };
  }

  private String endpointHint() {
    return Hints.endpoint(endpoint.backend(), endpoint.base(), "OpenAI's API");
  }
}
