package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Message;
import org.jackfield.wire.ElementSplice;
import org.jspecify.annotations.Nullable;

/**
 * What the fields {@code system} and {@code messages} of a body say. A turn of the user that holds
 * results of tools and words is several messages in canonical form, so each element of the array
 * has a list of these. Immutable.
 */
final class Conversation {
  private final @Nullable Message instructions;
  private final List<List<Message>> turns;
  private final List<Message> messages;

  private Conversation(@Nullable Message instructions, List<List<Message>> turns) {
    this.instructions = instructions;
    this.turns = turns;
    List<Message> all = new ArrayList<>();
    if (instructions != null) {
      all.add(instructions);
    }
    turns.forEach(all::addAll);
    this.messages = List.copyOf(all);
  }

  static Conversation read(AnthropicRequestBody body) {
    Message instructions =
        body.node("system").map(system -> TurnReader.instructions(system)).orElse(null);
    return new Conversation(instructions, TurnReader.turns(body.node("messages").orElseThrow()));
  }

  /** All of it, oldest first. */
  List<Message> messages() {
    return messages;
  }

  /** The body that says the changed messages; what was there before keeps its spelling. */
  AnthropicRequestBody splice(AnthropicRequestBody body, List<Message> changed) {
    List<Message> first = new ArrayList<>();
    List<Message> rest = new ArrayList<>();
    for (Message message : changed) {
      boolean apart = rest.isEmpty() && message.role() == Message.Role.SYSTEM && !isTurn(message);
      (apart ? first : rest).add(message);
    }
    if (rest.isEmpty()) {
      throw noTurn();
    }
    List<String> elements =
        ElementSplice.of(
            body.elements("messages"),
            turns,
            grouped(rest),
            group -> TurnWriter.element(group.getFirst()));
    return instructed(body, first).with("messages", "[" + String.join(",", elements) + "]");
  }

  /** Instructions alone are nothing to answer. */
  static BackendException noTurn() {
    return new BackendException(
            ErrorCode.INVALID_REQUEST,
            "The messages must have at least one turn of the user or the assistant.")
        .withParameter("messages");
  }

  /** Whether these instructions stand among the turns already, and not apart from them. */
  private boolean isTurn(Message message) {
    return !message.equals(instructions) && turns.contains(List.of(message));
  }

  /** The messages with those together that were one turn before; each new one is on its own. */
  private List<List<Message>> grouped(List<Message> messages) {
    Map<Message, List<List<Message>>> known = new HashMap<>();
    for (List<Message> turn : turns) {
      known.computeIfAbsent(turn.getFirst(), first -> new ArrayList<>()).add(turn);
    }
    List<List<Message>> groups = new ArrayList<>();
    int at = 0;
    while (at < messages.size()) {
      List<Message> rest = messages.subList(at, messages.size());
      List<Message> group = List.of(rest.getFirst());
      for (List<Message> turn : known.getOrDefault(rest.getFirst(), List.of())) {
        boolean same = turn.size() <= rest.size() && rest.subList(0, turn.size()).equals(turn);
        group = same && turn.size() > group.size() ? turn : group;
      }
      groups.add(group);
      at += group.size();
    }
    return groups;
  }

  private AnthropicRequestBody instructed(AnthropicRequestBody body, List<Message> system) {
    if (system.equals(instructions == null ? List.of() : List.of(instructions))) {
      return body;
    }
    if (system.isEmpty()) {
      return body.without("system");
    }
    Optional<String> plain =
        system.size() == 1 ? TurnWriter.plain(system.getFirst()) : Optional.empty();
    if (plain.isPresent()) {
      return body.with("system", plain.get());
    }
    List<String> blocks = new ArrayList<>();
    for (Message message : system) {
      blocks.addAll(message.equals(instructions) ? written(body) : TurnWriter.blocks(message));
    }
    return body.with("system", "[" + String.join(",", blocks) + "]");
  }

  /** The body's own instructions as the blocks they are written in, or as the one they would be. */
  private static List<String> written(AnthropicRequestBody body) {
    String raw = body.json("system").orElseThrow();
    return raw.startsWith("[")
        ? body.elements("system")
        : List.of("{\"type\":\"text\",\"text\":" + raw + "}");
  }
}
