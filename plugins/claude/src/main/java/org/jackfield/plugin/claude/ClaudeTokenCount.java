package org.jackfield.plugin.claude;

import java.util.OptionalLong;
import org.jackfield.anthropicwire.AnthropicRequestWriter;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * Counts tokens by the API (https://platform.claude.com/docs/en/api/messages-count-tokens).
 * Thread-safe.
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
    byte[] body =
        request
            .wire(Protocol.ANTHROPIC_MESSAGES)
            .map(wire -> calls.known(wire).counted(named).bytes())
            .orElseGet(
                () ->
                    new AnthropicRequestWriter(calls.known(request), calls.backend(), attempt)
                        .count(named));
    JsonNode answer = calls.post("/v1/messages/count_tokens", body, named, attempt);
    OptionalLong tokens = Json.integer(answer, "input_tokens");
    if (tokens.isEmpty()) {
      throw calls.broken(named, "answered with no count of tokens.");
    }
    return Count.exact(tokens.getAsLong());
  }
}
