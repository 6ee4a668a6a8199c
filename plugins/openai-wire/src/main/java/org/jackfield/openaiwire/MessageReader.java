package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Entries;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** Reads one message; what has no canonical word becomes extensions of it or of its parts. */
final class MessageReader {
  static final Set<String> SAID = Set.of("role", "content");
  static final Set<String> RESULT = Set.of("role", "content", "tool_call_id");
  static final Set<String> ANSWERED =
      Set.of("role", "content", "tool_calls", "refusal", "reasoning_content", "reasoning");

  /** Thinking is written under one name; the other may say something else beside it. */
  static final Set<String> WRITTEN =
      Set.of("role", "content", "tool_calls", "refusal", "reasoning_content");

  private final JsonNode message;
  private final String path;
  private Extensions unknown = Extensions.NONE;

  private MessageReader(JsonNode message, String path) {
    this.message = message;
    this.path = path;
  }

  static List<Message> read(JsonNode messages) {
    List<Message> read = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      read.add(new MessageReader(messages.path(i), "messages[" + i + "]").message());
    }
    return read;
  }

  private Message message() {
    Message.Role role = role();
    List<Part> parts =
        switch (role) {
          case SYSTEM, USER -> said(role);
          case TOOL -> result();
          case ASSISTANT -> answered();
        };
    return Message.of(role, parts).withExtensions(unknown);
  }

  private Message.Role role() {
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

  private List<Part> said(Message.Role role) {
    unknown = Fields.unknown(message, SAID);
    return content(role);
  }

  private List<Part> result() {
    unknown = Fields.unknown(message, RESULT);
    String id =
        Json.text(message, "tool_call_id")
            .orElseThrow(() -> InvalidRequest.field(path + ".tool_call_id", "a string"));
    return List.of(Part.toolResult(id, content(Message.Role.TOOL), false));
  }

  private List<Part> content(Message.Role role) {
    JsonNode content = message.path("content");
    if (content.isString()) {
      return List.of(Part.text(content.stringValue()));
    }
    if (content.isArray()) {
      return parts(content);
    }
    if (Json.absent(content) && role == Message.Role.ASSISTANT) {
      return List.of();
    }
    throw InvalidRequest.field(path + ".content", "a string or an array of parts");
  }

  private List<Part> parts(JsonNode content) {
    List<Part> parts = new ArrayList<>(content.size());
    for (int i = 0; i < content.size(); i++) {
      JsonNode node = content.path(i);
      String name = Entries.name("content", i);
      Optional<Part> part = PartReader.read(node, path + "." + name);
      part.ifPresent(parts::add);
      if (part.isEmpty()) {
        unknown = unknown.with(name, node.toString());
      }
    }
    return parts;
  }

  private List<Part> answered() {
    ExtraContent extra = ExtraContent.read(Fields.unknown(message, ANSWERED));
    unknown = extra.fields();
    List<Part> signed = new ArrayList<>(extra.thinking());
    List<Part> calls = calls(signed);
    List<Part> parts = new ArrayList<>(thinking(signed, calls));
    parts.addAll(signed);
    parts.addAll(content(Message.Role.ASSISTANT));
    Json.text(message, "refusal").ifPresent(text -> parts.add(Part.refusal(text)));
    parts.addAll(calls);
    return parts;
  }

  /** The calls, each behind its thinking; that of the first begins the message. */
  private List<Part> calls(List<Part> signed) {
    List<Part> parts = new ArrayList<>();
    JsonNode calls = message.path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      JsonNode call = calls.path(i);
      String name = Entries.name("tool_calls", i);
      if (Json.text(call, "type").orElse("function").equals("function")) {
        Part part = toolCall(call, path + "." + name);
        ExtraContent extra = ExtraContent.read(part.extensions());
        (parts.isEmpty() ? signed : parts).addAll(extra.thinking());
        parts.add(part.withExtensions(extra.fields()));
      } else {
        unknown = unknown.with(name, call.toString());
      }
    }
    return parts;
  }

  /** The thinking that people read, unless it is what was signed. */
  private List<Part> thinking(List<Part> signed, List<Part> calls) {
    Optional<String> reasoning = Json.text(message, "reasoning");
    Optional<String> thinking = Json.text(message, "reasoning_content").or(() -> reasoning);
    if (reasoning.isPresent() && !reasoning.equals(thinking)) {
      unknown = unknown.with("reasoning", message.path("reasoning").toString());
    }
    String known =
        Stream.concat(signed.stream(), calls.stream())
            .map(part -> part instanceof Part.Thinking piece ? piece.text() : "")
            .collect(Collectors.joining());
    boolean more = thinking.isPresent() && (known.isEmpty() || !thinking.get().equals(known));
    return more ? List.of(Part.thinking(thinking.get())) : List.of();
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
    return Part.toolCall(Json.text(call, "id").orElse(""), name, json)
        .withExtensions(
            Fields.unknown(call, Fields.CALL)
                .and(Fields.inside("function", function, Fields.CALLED)));
  }
}
