package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Entries;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads one turn into messages: one, or several where results of tools and words are in the same
 * turn. What has no canonical word becomes extensions of them or of their parts.
 */
final class TurnReader {
  static final Set<String> SAID = Set.of("role", "content");

  private final List<Message> messages = new ArrayList<>();
  private final Message.Role side;
  private Message.@Nullable Role role;
  private List<Part> parts = new ArrayList<>();
  private Extensions beside;
  private int place;

  private TurnReader(Message.Role side, Extensions beside) {
    this.side = side;
    this.beside = beside;
  }

  /** The instructions that the value of {@code system} gives. */
  static Message instructions(JsonNode system) {
    return new TurnReader(Message.Role.SYSTEM, Extensions.NONE).read(system, "system").getFirst();
  }

  /** The messages of each turn. */
  static List<List<Message>> turns(JsonNode messages) {
    List<List<Message>> turns = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      JsonNode turn = messages.path(i);
      String path = "messages[" + i + "]";
      TurnReader reader = new TurnReader(role(turn, path), Beside.of(turn, SAID));
      turns.add(reader.read(turn.path("content"), path + ".content"));
    }
    return turns;
  }

  private static Message.Role role(JsonNode turn, String path) {
    return switch (Json.text(turn, "role").orElse("")) {
      case "user" -> Message.Role.USER;
      case "assistant" -> Message.Role.ASSISTANT;
      case "system" -> Message.Role.SYSTEM;
      default ->
          throw InvalidRequest.field(path + ".role", "\"user\", \"assistant\" or \"system\"");
    };
  }

  private List<Message> read(JsonNode content, String path) {
    if (content.isString()) {
      parts.add(Part.text(content.stringValue()));
    }
    for (int i = 0; content.isArray() && i < content.size(); i++) {
      JsonNode block = content.path(i);
      Optional<Part> part = BlockReader.read(block, path + "[" + i + "]");
      if (part.isPresent()) {
        begin(part.get() instanceof Part.ToolResult && side == Message.Role.USER);
        parts.add(part.get());
      } else {
        beside = beside.with(Entries.name("content", place), block.toString());
      }
      place++;
    }
    end();
    return List.copyOf(messages);
  }

  /** The next part is a result, or it is not: another message begins where that changes. */
  private void begin(boolean result) {
    Message.Role next = result ? Message.Role.TOOL : side;
    if (role != null && role != next) {
      end();
      beside = Extensions.NONE;
      parts = new ArrayList<>();
      place = 0;
    }
    role = next;
  }

  private void end() {
    messages.add(Message.of(role == null ? side : role, parts).withExtensions(beside));
  }
}
