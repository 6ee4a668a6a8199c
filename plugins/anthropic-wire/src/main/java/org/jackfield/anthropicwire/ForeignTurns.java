package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;

/**
 * Messages that began elsewhere as the API wants them: instructions apart, the turns of user and
 * assistant, results of tools in the user's turn. Turns of the same side that follow each other
 * become one, because all results of parallel calls must come in one turn. One use.
 */
final class ForeignTurns {
  private final Attempt attempt;
  private final List<Part.Text> instructions = new ArrayList<>();
  private final List<String> turns = new ArrayList<>();
  private final List<String> blocks = new ArrayList<>();
  private String side = "";

  private ForeignTurns(Attempt attempt) {
    this.attempt = attempt;
  }

  static ForeignTurns of(List<Message> messages, Attempt attempt) {
    ForeignTurns all = new ForeignTurns(attempt);
    messages.forEach(all::add);
    all.endTurn();
    if (all.turns.isEmpty()) {
      throw Conversation.noTurn();
    }
    return all;
  }

  /** The value of {@code messages}. */
  String turns() {
    return "[" + String.join(",", turns) + "]";
  }

  /** The value of {@code system}; empty when there are no instructions. */
  Optional<String> system() {
    if (instructions.isEmpty()) {
      return Optional.empty();
    }
    if (instructions.size() == 1 && instructions.getFirst().extensions().isEmpty()) {
      return Optional.of(Json.quote(instructions.getFirst().text()));
    }
    List<String> written = instructions.stream().map(BlockWriter::faithful).toList();
    return Optional.of("[" + String.join(",", written) + "]");
  }

  private void add(Message message) {
    if (message.role() == Message.Role.SYSTEM) {
      if (!side.isEmpty()) {
        attempt.note("instructions inside the conversation were moved to its beginning");
      }
      parts(message).forEach(part -> instructions.add(instruction(part)));
      return;
    }
    String next = message.role() == Message.Role.ASSISTANT ? "assistant" : "user";
    if (!next.equals(side)) {
      endTurn();
      side = next;
    }
    for (Part part : parts(message)) {
      fitting(part, message.role()).map(BlockWriter::faithful).ifPresent(blocks::add);
    }
  }

  private void endTurn() {
    if (!blocks.isEmpty()) {
      turns.add("{\"role\":\"" + side + "\",\"content\":[" + String.join(",", blocks) + "]}");
    }
    blocks.clear();
  }

  private static Part.Text instruction(Part part) {
    if (part instanceof Part.Text text) {
      return text;
    }
    throw unsupported("anything but text in instructions");
  }

  /** The message's parts, with its own extensions on the last: the API has none on a message. */
  private static List<Part> parts(Message message) {
    Extensions fields = message.extensions();
    for (String name : fields.names()) {
      if (!name.equals(BlockWriter.CACHE_CONTROL)) {
        throw unsupported("'" + name + "' on a message");
      }
    }
    if (fields.isEmpty() || message.parts().isEmpty()) {
      return message.parts();
    }
    List<Part> parts = new ArrayList<>(message.parts());
    Part last = parts.removeLast();
    parts.add(last.withExtensions(fields.and(last.extensions())));
    return parts;
  }

  /** The part as the API takes it; empty for what it does not take and loses nothing by. */
  private Optional<Part> fitting(Part part, Message.Role role) {
    return switch (part) {
      // The API refuses empty text, which says nothing anyway.
      case Part.Text text -> text.text().isEmpty() ? Optional.empty() : Optional.of(text);
      case Part.ToolCall call -> {
        checkRole(role == Message.Role.ASSISTANT, "A tool call", "an assistant's");
        yield Optional.of(
            Part.toolCall(id(call.id()), call.name(), call.argumentsJson())
                .withExtensions(call.extensions()));
      }
      case Part.ToolResult result -> {
        checkRole(role == Message.Role.TOOL, "A tool result", "a tool's");
        yield Optional.of(
            Part.toolResult(id(result.id()), content(result), result.failed())
                .withExtensions(result.extensions()));
      }
      case Part.Thinking thinking -> {
        checkRole(role == Message.Role.ASSISTANT, "Thinking", "an assistant's");
        yield Optional.of(thinking);
      }
      case Part.Refusal refusal -> Optional.of(refusal);
      case Part.Image image -> Optional.of(image);
      case Part.Document document -> Optional.of(document);
      case Part.Audio audio -> Optional.of(audio);
    };
  }

  private static List<Part> content(Part.ToolResult result) {
    List<Part> content = new ArrayList<>();
    for (Part part : result.content()) {
      switch (part) {
        case Part.Text text when text.text().isEmpty() -> {
          // Says nothing, and is refused.
        }
        case Part.Text text -> content.add(text);
        case Part.Image image -> content.add(image);
        case Part.Document document -> content.add(document);
        case Part.Audio audio -> throw resultOf();
        case Part.Refusal refusal -> throw resultOf();
        case Part.Thinking thinking -> throw resultOf();
        case Part.ToolCall call -> throw resultOf();
        case Part.ToolResult inner -> throw resultOf();
      }
    }
    return content;
  }

  private static BackendException resultOf() {
    return unsupported("anything but text, images and documents in a tool's result");
  }

  /** The API takes letters, digits, '_' and '-'; other servers' ids may hold more. */
  private static String id(String id) {
    return id.isEmpty() ? "call" : id.replaceAll("[^a-zA-Z0-9_-]", "_");
  }

  private static void checkRole(boolean good, String what, String where) {
    if (!good) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST, what + " may only be in " + where + " message.");
    }
  }

  private static BackendException unsupported(String what) {
    return new BackendException(
        ErrorCode.UNSUPPORTED, "The Messages API does not support " + what + ".");
  }
}
