package org.jackfield.plugin.claude;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.Json;

/**
 * Messages as the API wants them: instructions apart, the turns of user and assistant, results of
 * tools in the user's turn. Turns of the same side that follow each other become one, because all
 * results of parallel calls must come in one turn.
 *
 * @param system the value of {@code system}
 * @param turns the value of {@code messages}
 */
record ClaudeMessages(Optional<String> system, String turns) {
  static ClaudeMessages of(List<Message> messages, String backend, Attempt attempt) {
    ClaudeParts parts = new ClaudeParts(backend, attempt);
    List<Part.Text> instructions = new ArrayList<>();
    List<String> turns = new ArrayList<>();
    List<String> blocks = new ArrayList<>();
    String side = "";
    for (Message message : messages) {
      if (message.role() == Message.Role.SYSTEM) {
        if (!side.isEmpty()) {
          attempt.note("instructions inside the conversation were moved to its beginning");
        }
        parts.parts(message).forEach(part -> instructions.add(parts.instruction(part)));
        continue;
      }
      String next = message.role() == Message.Role.ASSISTANT ? "assistant" : "user";
      if (!next.equals(side)) {
        turn(turns, side, blocks);
        side = next;
      }
      for (Part part : parts.parts(message)) {
        parts.block(part, message.role()).ifPresent(blocks::add);
      }
    }
    turn(turns, side, blocks);
    return new ClaudeMessages(system(instructions), "[" + String.join(",", turns) + "]");
  }

  private static void turn(List<String> turns, String side, List<String> blocks) {
    if (!side.isEmpty() && !blocks.isEmpty()) {
      turns.add("{\"role\":\"" + side + "\",\"content\":[" + String.join(",", blocks) + "]}");
    }
    blocks.clear();
  }

  private static Optional<String> system(List<Part.Text> instructions) {
    if (instructions.isEmpty()) {
      return Optional.empty();
    }
    if (instructions.size() == 1 && instructions.getFirst().extensions().isEmpty()) {
      return Optional.of(Json.quote(instructions.getFirst().text()));
    }
    List<String> blocks =
        instructions.stream()
            .map(part -> ClaudeParts.extended(ClaudeParts.text(part.text()), part.extensions()))
            .toList();
    return Optional.of("[" + String.join(",", blocks) + "]");
  }
}
