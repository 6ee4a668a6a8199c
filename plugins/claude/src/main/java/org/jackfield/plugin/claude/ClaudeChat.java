package org.jackfield.plugin.claude;

import java.util.Optional;
import org.jackfield.anthropicwire.AnthropicDecoder;
import org.jackfield.anthropicwire.AnthropicRequestBody;
import org.jackfield.anthropicwire.AnthropicRequestWriter;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.wire.Json;

/**
 * Chat by the Messages API. Thread-safe. A request that came in this protocol goes out with its own
 * bytes, the model patched and the limit of tokens added that the API wants; any other is written
 * anew and always streamed.
 */
final class ClaudeChat implements Chat {
  private final ClaudeCalls calls;
  private final String model;
  private final AnswerLimit limit;

  ClaudeChat(ClaudeCalls calls, String model, AnswerLimit limit) {
    this.calls = calls;
    this.model = model;
    this.limit = limit;
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    String named = request.model().isEmpty() ? model : request.model();
    Optional<WireBody> wire = request.wire(Protocol.ANTHROPIC_MESSAGES);
    if (wire.isPresent()) {
      boolean stream = request.delivery() == ChatRequest.Delivery.STREAM;
      byte[] body = patched(calls.known(wire.get()), named, request, attempt);
      return calls.chat(body, named, attempt, stream, AnthropicDecoder::new);
    }
    AnthropicRequestWriter writer =
        new AnthropicRequestWriter(calls.known(request), calls.backend(), attempt);
    byte[] body = writer.chat(named, thinking -> limit.of(request, thinking, attempt));
    return calls.chat(body, named, attempt, true, subject -> writer.decoder(subject, named));
  }

  private byte[] patched(
      AnthropicRequestBody body, String named, ChatRequest request, Attempt attempt) {
    AnthropicRequestBody asked =
        body.model().isEmpty() ? body.with("model", Json.quote(named)) : body;
    return asked
        .limited(() -> limit.of(request, request.thinking().budgetTokens().orElse(0), attempt))
        .bytes();
  }
}
