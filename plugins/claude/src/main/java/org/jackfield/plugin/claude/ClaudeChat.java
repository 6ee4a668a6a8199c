package org.jackfield.plugin.claude;

import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.wire.Json;

/**
 * Chat by the Messages API. Thread-safe. A request that came in this protocol goes out with its own
 * bytes, the model patched; any other is written anew and always streamed.
 */
final class ClaudeChat implements Chat {
  private final ClaudeCalls calls;
  private final String model;
  private final int maxTokens;

  ClaudeChat(ClaudeCalls calls, String model, int maxTokens) {
    this.calls = calls;
    this.model = model;
    this.maxTokens = maxTokens;
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    String named = request.model().isEmpty() ? model : request.model();
    Optional<WireBody> wire = request.wire(Protocol.ANTHROPIC_MESSAGES);
    boolean stream = wire.isEmpty() || request.delivery() == ChatRequest.Delivery.STREAM;
    byte[] body =
        wire.isPresent()
            ? patched(wire.get(), request, named)
            : new ClaudeRequest(request, calls.backend(), attempt).chat(named, maxTokens);
    return calls.chat(body, named, attempt, stream, ClaudeDecoder::new);
  }

  private static byte[] patched(WireBody wire, ChatRequest request, String named) {
    WireBody body = request.model().isEmpty() ? wire.with("model", Json.quote(named)) : wire;
    return body.bytes();
  }
}
