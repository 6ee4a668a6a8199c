package org.jackfield.plugin.claude;

import java.util.OptionalLong;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * Counts tokens by the API (https://docs.anthropic.com/en/api/messages-count-tokens). Thread-safe.
 */
final class ClaudeTokenCount implements TokenCount {
  private final ClaudeCalls calls;
  private final String model;

  ClaudeTokenCount(ClaudeCalls calls, String model) {
    this.calls = calls;
    this.model = model;
  }

  @Override
  public Count count(ChatRequest request, Attempt attempt) {
    String named = request.model().isEmpty() ? model : request.model();
    byte[] body = new ClaudeRequest(request, calls.backend(), attempt).count(named);
    JsonNode answer = calls.post("/v1/messages/count_tokens", body, named, attempt);
    OptionalLong tokens = Json.integer(answer, "input_tokens");
    if (tokens.isEmpty()) {
      throw calls.broken(named, "answered with no count of tokens.");
    }
    return Count.exact(tokens.getAsLong());
  }
}
