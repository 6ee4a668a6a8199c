package org.jackfield.plugin.openai;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.wire.EstimatedTokenCount;
import org.jackfield.wire.Json;

/**
 * Counts tokens by OpenAI's own API, which has a way to do so beside its Responses; what that
 * cannot say, such as audio, is estimated. Thread-safe.
 */
final class OpenAiTokenCount implements TokenCount {
  private static final String PATH = "/responses/input_tokens";

  private final OpenAiCalls calls;

  OpenAiTokenCount(OpenAiCalls calls) {
    this.calls = calls;
  }

  @Override
  public Count count(ChatRequest request, Attempt attempt) {
    String model = request.model().isEmpty() ? calls.endpoint().model() : request.model();
    Optional<String> body = InputItems.body(request, model);
    if (body.isEmpty()) {
      return EstimatedTokenCount.of(request);
    }
    OptionalLong tokens =
        Json.integer(
            calls.json(
                calls.endpoint().post(PATH, body.get().getBytes(StandardCharsets.UTF_8)),
                model,
                attempt),
            "input_tokens");
    if (tokens.isEmpty()) {
      throw new BackendException(
          ErrorCode.PROTOCOL,
          "Backend '" + calls.endpoint().backend() + "' answered with no count of tokens.");
    }
    return Count.exact(tokens.getAsLong());
  }
}
