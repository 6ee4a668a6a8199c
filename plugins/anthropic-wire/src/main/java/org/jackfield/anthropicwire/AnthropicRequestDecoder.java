package org.jackfield.anthropicwire;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.ToolChoice;

/**
 * Reads a request body into the canonical request. What the canonical model has no word for goes
 * into extensions as raw JSON: those of the message, part or tool it belongs to, or else of the
 * request, there with its path, such as {@code tools[2]} for a tool that the API itself runs.
 * Fields that are null are as if they were not there.
 */
final class AnthropicRequestDecoder {
  private static final Set<String> KNOWN = new HashSet<>(SamplingFields.NAMES);

  static {
    KNOWN.addAll(
        Set.of(
            "model",
            "messages",
            "system",
            "stream",
            "tools",
            ToolFields.CHOICE,
            ThinkingFields.THINKING,
            OutputFields.CONFIG,
            LimitFields.MAX_TOKENS,
            LimitFields.STOP));
  }

  private AnthropicRequestDecoder() {}

  static ChatRequest.Builder decode(AnthropicRequestBody body) {
    Map<String, String> unknown = unknownFields(body);
    ToolChoice choice = ToolFields.choice(body, unknown);
    Thinking thinking = ThinkingFields.read(body, unknown);
    ResponseFormat format = OutputFields.read(body, unknown);
    return ChatRequest.builder()
        .model(body.model())
        .delivery(body.delivery())
        .messages(body.conversation().messages())
        .sampling(SamplingFields.read(body))
        .limits(LimitFields.read(body))
        .thinking(thinking)
        .tools(ToolFields.tools(body, unknown))
        .toolChoice(choice)
        .responseFormat(format)
        .extensions(Extensions.of(unknown));
  }

  /** The top-level fields that nobody here knows. */
  static Map<String, String> unknownFields(AnthropicRequestBody body) {
    Map<String, String> unknown = new LinkedHashMap<>();
    for (String name : body.fields()) {
      if (!KNOWN.contains(name)) {
        body.node(name).ifPresent(node -> unknown.put(name, body.json(name).orElseThrow()));
      }
    }
    return unknown;
  }

  /** Whether the canonical model has words for the field. */
  static boolean known(String name) {
    return KNOWN.contains(name);
  }
}
