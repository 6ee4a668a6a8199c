package org.jackfield.plugin.claude;

import org.jackfield.anthropicwire.AnthropicErrors;
import org.jackfield.spi.BackendException;
import org.jackfield.wire.ErrorBody;
import org.jackfield.wire.ErrorMap;
import org.jackfield.wire.ServerHints;

/**
 * What a refusal means, and what a person can do about it.
 *
 * @param backend the backend's name
 * @param base where the API is
 */
record ClaudeErrors(String backend, String base) implements ErrorMap {
  @Override
  public String subject(String model) {
    return "Backend '" + backend + "'" + (model.isEmpty() ? "" : " (" + model + ")");
  }

  @Override
  public Refusal refusal(int status, byte[] body) {
    ErrorBody error = ErrorBody.read(body);
    return new Refusal(AnthropicErrors.code(status, error), error.message());
  }

  @Override
  public BackendException explained(BackendException error, String model) {
    return ServerHints.of(backend, base, "Anthropic's Messages API")
        .withKey(
            "Set ANTHROPIC_API_KEY, or 'api_key' of backend '"
                + backend
                + "', to a valid key (or ANTHROPIC_AUTH_TOKEN, 'auth_token', to a valid token).")
        .withPermission("The key is good, but may not do this: check its workspace.")
        .withModel("model", "CLAUDE_MODEL")
        .add(error, model);
  }
}
