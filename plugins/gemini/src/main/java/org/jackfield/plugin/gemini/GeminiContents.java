package org.jackfield.plugin.gemini;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Messages as the API wants them: instructions apart, the turns of user and model, results of tools
 * in a turn of the user's. Turns of the same side that follow each other become one, because a turn
 * of calls must come right after the user's, and all results of parallel calls in one turn.
 */
final class GeminiContents {
  /** Whose a turn is; results are the user's, but in a turn of their own. */
  private enum Side {
    USER("user"),
    MODEL("model"),
    RESULTS("user");

    private final String role;

    Side(String role) {
      this.role = role;
    }
  }

  private final ArrayNode turns = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode instructions = JsonNodeFactory.instance.arrayNode();
  private final GeminiParts parts;
  private final Attempt attempt;
  private Optional<Side> last = Optional.empty();
  private boolean unsigned;

  private GeminiContents(GeminiParts parts, Attempt attempt) {
    this.parts = parts;
    this.attempt = attempt;
  }

  static GeminiContents of(List<Message> messages, GeminiParts parts, Attempt attempt) {
    GeminiContents contents = new GeminiContents(parts, attempt);
    messages.forEach(contents::add);
    contents.sign();
    return contents;
  }

  /** The value of {@code systemInstruction}. */
  Optional<ObjectNode> system() {
    return instructions.isEmpty()
        ? Optional.empty()
        : Optional.of(JsonNodeFactory.instance.objectNode().set("parts", instructions));
  }

  /** The value of {@code contents}. */
  ArrayNode turns() {
    return turns;
  }

  private void add(Message message) {
    switch (message.role()) {
      case SYSTEM -> {
        if (last.isPresent()) {
          attempt.note("instructions inside the conversation were moved to its beginning");
        }
        parts.parts(message).forEach(part -> instructions.add(parts.instruction(part)));
      }
      case USER -> turn(Side.USER, message);
      case ASSISTANT -> turn(Side.MODEL, message);
      case TOOL -> turn(Side.RESULTS, message);
    }
  }

  private void turn(Side side, Message message) {
    List<ObjectNode> said = new ArrayList<>();
    for (Part part : parts.parts(message)) {
      said.addAll(parts.json(part, message.role()));
    }
    if (said.isEmpty()) {
      return;
    }
    if (last.filter(side::equals).isEmpty()) {
      turns.addObject().put("role", side.role).putArray("parts");
      last = Optional.of(side);
    }
    if (turns.path(turns.size() - 1).path("parts") instanceof ArrayNode before) {
      before.addAll(said);
    }
  }

  /**
   * Models that think by level refuse a turn whose first call has no signature. A call of another
   * model, or of a client that lost the signature, gets the word that Google gives for such calls.
   */
  private void sign() {
    if (ThinkingConfig.byBudget(attempt)) {
      return;
    }
    turns.forEach(this::sign);
    if (unsigned) {
      attempt.note("tool calls had no thought signature; the model was told to do without");
    }
  }

  private void sign(JsonNode turn) {
    for (JsonNode part : turn.path("parts")) {
      if (part instanceof ObjectNode call && call.has("functionCall")) {
        if (!call.has("thoughtSignature")) {
          call.put("thoughtSignature", ThoughtSignature.NOT_SIGNED);
          unsigned = true;
        }
        return;
      }
    }
  }
}
