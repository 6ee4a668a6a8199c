package org.jackfield.openaiwire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.ErrorMap;

/** The error map of one OpenAI-speaking server. */
record OpenAiErrorMap(OpenAiEndpoint endpoint) implements ErrorMap {
  @Override
  public String subject(String model) {
    return "Backend '" + endpoint.backend() + "'" + (model.isEmpty() ? "" : " (" + model + ")");
  }

  @Override
  public Refusal refusal(int status, byte[] body) {
    ErrorBody error = ErrorBody.read(body);
    ErrorCode code = OpenAiErrors.classify(status, error);
    if (code == ErrorCode.PROTOCOL && status == 404 && error.structured() && endpoint.routed()) {
      code = ErrorCode.MODEL_NOT_FOUND;
    }
    return new Refusal(code, ContentFilter.text(error));
  }

  @Override
  public BackendException explained(BackendException error, String model) {
    return endpoint.hints().add(error, model);
  }
}
