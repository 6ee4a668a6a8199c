package org.jackfield.plugin.gemini;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * Counts tokens by the API (https://ai.google.dev/api/tokens), instructions and tools included.
 * Thread-safe.
 */
final class GeminiTokenCount implements TokenCount {
  private final GeminiCalls calls;
  private final String model;

  GeminiTokenCount(GeminiCalls calls, String model) {
    this.calls = calls;
    this.model = model;
  }

  @Override
  public Count count(ChatRequest request, Attempt attempt) {
    String named = request.model().isEmpty() ? model : request.model();
    byte[] body = new GeminiRequest(request, calls.backend(), attempt).count(named);
    JsonNode answer = calls.post(named, "countTokens", body, attempt);
    return Count.exact(
        Json.integer(answer, "totalTokens")
            .orElseThrow(() -> calls.broken(named, "answered with no count of tokens.")));
  }
}
