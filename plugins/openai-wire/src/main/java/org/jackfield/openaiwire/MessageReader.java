package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** Reads messages; what has no canonical word is noted under its path. One use each. */
final class MessageReader {
  private static final Set<String> KNOWN =
      Set.of(
          "role",
          "content",
          "tool_calls",
          "tool_call_id",
          "refusal",
          "reasoning_content",
          "reasoning");

  private final Map<String, String> unknown;

  MessageReader(Map<String, String> unknown) {
    this.unknown = unknown;
  }

  List<Message> read(JsonNode messages) {
    List<Message> read = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      read.add(message(messages.path(i), "messages[" + i + "]"));
    }
    return read;
  }

  private Message message(JsonNode message, String path) {
    Message.Role role = role(message, path);
    for (Map.Entry<String, JsonNode> field : message.properties()) {
      if (!KNOWN.contains(field.getKey()) && !meaningless(field.getValue())) {
        unknown.put(path + "." + field.getKey(), field.getValue().toString());
      }
    }
    List<Part> content = content(message, role, path);
    return switch (role) {
      case SYSTEM, USER -> Message.of(role, content);
      case TOOL -> {
        String id =
            Json.text(message, "tool_call_id")
                .orElseThrow(() -> InvalidRequest.field(path + ".tool_call_id", "a string"));
        yield Message.of(role, List.of(Part.toolResult(id, content, false)));
      }
      case ASSISTANT -> Message.of(role, assistant(message, content, path));
    };
  }

  /** vLLM's own answers, sent back as history, are full of nulls and empty lists. */
  private static boolean meaningless(JsonNode value) {
    return value.isNull() || (value.isArray() && value.isEmpty());
  }

  private static Message.Role role(JsonNode message, String path) {
    return switch (Json.text(message, "role").orElse("")) {
      case "system", "developer" -> Message.Role.SYSTEM;
      case "user" -> Message.Role.USER;
      case "assistant" -> Message.Role.ASSISTANT;
      case "tool" -> Message.Role.TOOL;
      default ->
          throw InvalidRequest.field(
              path + ".role", "\"system\", \"developer\", \"user\", \"assistant\" or \"tool\"");
    };
  }

  private List<Part> content(JsonNode message, Message.Role role, String path) {
    JsonNode content = message.path("content");
    if (content.isString()) {
      return List.of(Part.text(content.stringValue()));
    }
    if (content.isArray()) {
      return new PartReader(unknown).read(content, path + ".content");
    }
    if (Json.absent(content) && role == Message.Role.ASSISTANT) {
      return List.of();
    }
    throw InvalidRequest.field(path + ".content", "a string or an array of parts");
  }

  private static List<Part> assistant(JsonNode message, List<Part> content, String path) {
    List<Part> parts = new ArrayList<>();
    Json.text(message, "reasoning_content")
        .or(() -> Json.text(message, "reasoning"))
        .ifPresent(text -> parts.add(Part.thinking(text)));
    parts.addAll(content);
    Json.text(message, "refusal").ifPresent(text -> parts.add(Part.refusal(text)));
    JsonNode calls = message.path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      parts.add(toolCall(calls.path(i), path + ".tool_calls[" + i + "]"));
    }
    return parts;
  }

  private static Part toolCall(JsonNode call, String path) {
    JsonNode function = call.path("function");
    String name =
        Json.text(function, "name")
            .orElseThrow(() -> InvalidRequest.field(path + ".function.name", "a string"));
    JsonNode arguments = function.path("arguments");
    String json =
        arguments.isString()
            ? arguments.stringValue()
            : Json.absent(arguments) ? "{}" : arguments.toString();
    return Part.toolCall(Json.text(call, "id").orElse(""), name, json);
  }
}
