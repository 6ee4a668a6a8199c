package org.jackfield.plugin.llamacpp.server;

import java.nio.charset.StandardCharsets;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.openaiwire.OpenAiChat;
import org.jackfield.openaiwire.OpenAiEndpoint;
import org.jackfield.openaiwire.OpenAiTokenCount;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * Counts by {@code /v1/chat/completions/input_tokens}; on a server that is too old for it, by
 * rendering the template and counting what comes out. Thread-safe.
 */
final class LlamaServerTokenCount implements TokenCount {
  private final OpenAiCalls calls;
  private final OpenAiChat chat;
  private final OpenAiTokenCount direct;

  LlamaServerTokenCount(OpenAiCalls calls, OpenAiChat chat) {
    this.calls = calls;
    this.chat = chat;
    this.direct =
        new OpenAiTokenCount(
            calls,
            chat,
            calls.endpoint(),
            "/chat/completions/input_tokens",
            answer -> Json.integer(answer, "input_tokens"));
  }

  @Override
  public Count count(ChatRequest request, Attempt attempt) {
    try {
      return direct.count(request, attempt);
    } catch (BackendException error) {
      if (error.upstreamStatus().orElse(0) != 404) {
        throw error;
      }
      return rendered(request, attempt);
    }
  }

  /** The server itself reads control tokens in a rendered prompt, and adds what begins a text. */
  private Count rendered(ChatRequest request, Attempt attempt) {
    String model = chat.model(request);
    OpenAiEndpoint beside = calls.endpoint().beside();
    JsonNode answer =
        calls.json(beside.post("/apply-template", chat.body(request, attempt)), model, attempt);
    String prompt =
        Json.text(answer, "prompt")
            .orElseThrow(() -> calls.broken(model, "answered with no prompt."));
    String content =
        "{\"content\":" + Json.quote(prompt) + ",\"add_special\":true,\"parse_special\":true}";
    JsonNode tokens =
        calls
            .json(
                beside.post("/tokenize", content.getBytes(StandardCharsets.UTF_8)), model, attempt)
            .path("tokens");
    if (!tokens.isArray()) {
      throw calls.broken(model, "answered with no tokens.");
    }
    return Count.exact(tokens.size());
  }
}
