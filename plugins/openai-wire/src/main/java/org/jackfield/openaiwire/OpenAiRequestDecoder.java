package org.jackfield.openaiwire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;

/**
 * Reads a request body into the canonical request. What the canonical model has no word for goes
 * into extensions as raw JSON: those of the message, part or tool it belongs to, or else of the
 * request, there with its path, such as {@code tools[2]} for a tool that is no function. Fields
 * that are null are as if they were not there.
 */
final class OpenAiRequestDecoder {
  private OpenAiRequestDecoder() {}

  static ChatRequest.Builder decode(OpenAiRequestBody body) {
    Map<String, String> unknown = unknownFields(body);
    return ChatRequest.builder()
        .model(body.model())
        .delivery(body.stream() ? ChatRequest.Delivery.STREAM : ChatRequest.Delivery.WHOLE)
        .messages(body.messages())
        .sampling(SamplingFields.read(body))
        .limits(LimitFields.read(body))
        .thinking(ThinkingFields.read(body))
        .tools(ToolFields.tools(body, unknown))
        .toolChoice(ToolFields.choice(body, unknown))
        .responseFormat(FormatFields.read(body, unknown))
        .extensions(Extensions.of(unknown));
  }

  /** The top-level fields that nobody here knows. */
  static Map<String, String> unknownFields(OpenAiRequestBody body) {
    Map<String, String> unknown = new LinkedHashMap<>();
    for (String name : body.fields()) {
      if (!RequestFields.canonical(name) && !said(body, name)) {
        body.node(name).ifPresent(node -> unknown.put(name, body.json(name).orElseThrow()));
      }
    }
    return unknown;
  }

  /** Whether what the field says in this body has canonical words. */
  private static boolean said(OpenAiRequestBody body, String name) {
    return switch (name) {
      case "stream_options" -> onlyUsage(body);
      case ThinkingFields.EFFORT -> ThinkingFields.effort(body).isPresent();
      default -> false;
    };
  }

  /** Whether the options of the stream ask for usage at most, which is the delivery's business. */
  private static boolean onlyUsage(OpenAiRequestBody body) {
    return body.node("stream_options")
        .map(node -> node.propertyNames().stream().allMatch("include_usage"::equals))
        .orElse(true);
  }
}
