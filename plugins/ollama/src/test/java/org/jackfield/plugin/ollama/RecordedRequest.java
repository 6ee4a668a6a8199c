package org.jackfield.plugin.ollama;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Tool;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Recording;

/**
 * What a recorded client asked, in canonical words: the request that a caller would make in Java to
 * ask the same.
 *
 * @param body the recorded JSON
 */
record RecordedRequest(Json body) {
  /** That of a recording; empty where it is none that canonical words could make. */
  static Optional<RecordedRequest> of(Recording recording) {
    try {
      Json body = Json.parse(recording.requestBody());
      return body.find("/messages").map(Json::items).filter(RecordedRequest::said).isPresent()
              && formatted(body)
          ? Optional.of(new RecordedRequest(body))
          : Optional.empty();
    } catch (IllegalArgumentException notJson) {
      return Optional.empty();
    }
  }

  private static boolean said(List<Json> messages) {
    return !messages.isEmpty()
        && messages.stream()
            .allMatch(
                message ->
                    message.at("/content") instanceof Json.Text
                        && message.find("/images").isEmpty()
                        && !message.at("/role").text().equals("wizard"));
  }

  private static boolean formatted(Json body) {
    Optional<Json> format = body.find("/format");
    return format.isEmpty()
        || format.get() instanceof Json.Fields
        || format.get().text().equals("json");
  }

  /**
   * What the plugin should send for it: always streamed, and never with a prompt cut in silence.
   */
  Json expected(String model) {
    Map<String, Json> fields = new LinkedHashMap<>(((Json.Fields) body).values());
    fields.put("stream", new Json.Truth(true));
    fields.put("truncate", new Json.Truth(false));
    fields.put("shift", new Json.Truth(false));
    fields.putIfAbsent("model", new Json.Text(model));
    return new Json.Fields(fields);
  }

  /** The request. */
  ChatRequest request() {
    Map<String, Json> left = new LinkedHashMap<>(((Json.Fields) body).values());
    List.of("stream", "truncate", "shift").forEach(left::remove);
    ChatRequest.Builder request = ChatRequest.builder();
    taken(left, "model").ifPresent(model -> request.model(model.text()));
    taken(left, "messages").ifPresent(all -> all.items().forEach(m -> request.message(message(m))));
    taken(left, "tools").ifPresent(tools -> request.tools(tools(tools)));
    taken(left, "format").ifPresent(format -> request.responseFormat(format(format)));
    if (left.getOrDefault("think", new Json.Null()).equals(new Json.Truth(false))) {
      left.remove("think");
      request.thinking(Thinking.NONE.withEffort(Thinking.Effort.NONE));
    }
    taken(left, "options").ifPresent(options -> options(options, request, left));
    Map<String, String> extensions = new HashMap<>();
    left.forEach((name, value) -> extensions.put(name, value.toString()));
    return request.extensions(Extensions.of(extensions)).build();
  }

  private static Optional<Json> taken(Map<String, Json> fields, String name) {
    return Optional.ofNullable(fields.remove(name));
  }

  private static Message message(Json message) {
    String content = message.at("/content").text();
    return switch (message.at("/role").text()) {
      case "system" -> Message.system(content);
      case "user" -> Message.user(content);
      case "tool" -> Message.toolResult(message.at("/tool_call_id").text(), content);
      default -> assistant(message, content);
    };
  }

  private static Message assistant(Json message, String content) {
    List<Part> parts = new ArrayList<>();
    if (!content.isEmpty()) {
      parts.add(Part.text(content));
    }
    for (Json call : message.find("/tool_calls").map(Json::items).orElse(List.of())) {
      parts.add(
          Part.toolCall(
              call.at("/id").text(),
              call.at("/function/name").text(),
              call.at("/function/arguments").toString()));
    }
    return Message.of(Message.Role.ASSISTANT, parts);
  }

  private static List<Tool> tools(Json tools) {
    return tools.items().stream()
        .map(tool -> tool.at("/function"))
        .map(
            function ->
                Tool.of(
                    function.at("/name").text(),
                    function.find("/description").map(Json::text).orElse(""),
                    function.at("/parameters").toString()))
        .toList();
  }

  private static ResponseFormat format(Json format) {
    return format instanceof Json.Fields schema
        ? ResponseFormat.jsonSchema("answer", schema.toString(), true)
        : ResponseFormat.json();
  }

  private static void options(Json options, ChatRequest.Builder request, Map<String, Json> left) {
    Map<String, Json> further = new LinkedHashMap<>(((Json.Fields) options).values());
    Sampling sampling = Sampling.NONE;
    Limits limits = Limits.NONE;
    Optional<Json> temperature = taken(further, "temperature");
    if (temperature.isPresent()) {
      sampling = sampling.withTemperature(Double.parseDouble(temperature.get().text()));
    }
    Optional<Json> seed = taken(further, "seed");
    if (seed.isPresent()) {
      sampling = sampling.withSeed(Long.parseLong(seed.get().text()));
    }
    Optional<Json> most = taken(further, "num_predict");
    if (most.isPresent()) {
      limits = limits.withMaxOutputTokens(Integer.parseInt(most.get().text()));
    }
    Optional<Json> stop = taken(further, "stop");
    if (stop.isPresent()) {
      limits = limits.withStop(stop.get().items().stream().map(Json::text).toList());
    }
    request.sampling(sampling).limits(limits);
    if (!further.isEmpty()) {
      left.put("options", new Json.Fields(further));
    }
  }
}
