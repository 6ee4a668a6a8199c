package org.jackfield.openaiwire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import tools.jackson.databind.JsonNode;

/**
 * Reads a request body into the canonical request. What the canonical model has no word for goes
 * into the extensions as raw JSON: a top-level field under its name, anything deeper under its
 * path, such as {@code messages[2].name}. Fields that are null are as if they were not there.
 */
final class OpenAiRequestDecoder {
  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "messages",
          "stream",
          "tools",
          "tool_choice",
          "response_format",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "seed",
          "presence_penalty",
          "frequency_penalty",
          "repetition_penalty",
          "repeat_penalty",
          "max_tokens",
          "max_completion_tokens",
          "stop");

  private OpenAiRequestDecoder() {}

  static ChatRequest.Builder decode(OpenAiRequestBody body) {
    Map<String, String> unknown = new LinkedHashMap<>();
    for (String name : body.fields()) {
      if (!KNOWN.contains(name) && !(name.equals("stream_options") && onlyUsage(body))) {
        body.node(name).ifPresent(node -> unknown.put(name, body.json(name).orElseThrow()));
      }
    }
    JsonNode messages = body.node("messages").orElseThrow(() -> InvalidRequest.missing("messages"));
    ChatRequest.Builder request =
        ChatRequest.builder()
            .model(body.model())
            .delivery(body.stream() ? ChatRequest.Delivery.STREAM : ChatRequest.Delivery.WHOLE)
            .messages(new MessageReader(unknown).read(messages))
            .sampling(SamplingFields.read(body))
            .limits(LimitFields.read(body))
            .tools(ToolFields.tools(body, unknown))
            .toolChoice(ToolFields.choice(body, unknown))
            .responseFormat(FormatFields.read(body, unknown));
    return request.extensions(Extensions.of(unknown));
  }

  /** Whether the options of the stream ask for usage at most, which is the delivery's business. */
  private static boolean onlyUsage(OpenAiRequestBody body) {
    return body.node("stream_options")
        .map(node -> node.propertyNames().stream().allMatch("include_usage"::equals))
        .orElse(true);
  }
}
