package org.jackfield.openaiwire;

import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How hard to think: {@code reasoning_effort}. The dialect has no word for a budget. */
final class ThinkingFields {
  static final String EFFORT = "reasoning_effort";

  /** Values for the chat template of a server that has one. */
  static final String TEMPLATE = "chat_template_kwargs";

  private static final String ENABLE = "enable_thinking";

  private ThinkingFields() {}

  static Thinking read(OpenAiRequestBody body) {
    return effort(body).map(Thinking.NONE::withEffort).orElse(Thinking.NONE);
  }

  /** The effort; empty when there is none, or a word that is newer than this code. */
  static Optional<Thinking.Effort> effort(OpenAiRequestBody body) {
    return body.node(EFFORT).flatMap(node -> Thinking.Effort.of(node.asString("")));
  }

  /** Writes what differs; what stays keeps its spelling. */
  static OpenAiRequestBody splice(OpenAiRequestBody body, Thinking to) {
    if (read(body).equals(to)) {
      return body;
    }
    return json(to).map(json -> body.with(EFFORT, json)).orElseGet(() -> body.without(EFFORT));
  }

  /**
   * The value of the field; empty when nothing is asked for.
   *
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} for a budget of tokens
   */
  static Optional<String> json(Thinking thinking) {
    if (thinking.off()) {
      return Optional.of(Json.quote(Thinking.Effort.NONE.word()));
    }
    if (thinking.budgetTokens().isPresent()) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED, "OpenAI's chat completions take no budget of thinking.")
          .withHint("Ask for an effort instead.");
    }
    return thinking.effort().map(effort -> Json.quote(effort.word()));
  }

  /**
   * The values for a chat template that is not to let the model think.
   *
   * @param said the request's own, which win
   */
  static String templateOff(Optional<String> said) {
    String json = RawJson.checked(said.orElse("null"), "'" + TEMPLATE + "'");
    JsonNode values = Json.tree(json);
    if (values.isNull()) {
      return "{\"" + ENABLE + "\":false}";
    }
    return values instanceof ObjectNode object && !object.has(ENABLE)
        ? object.put(ENABLE, false).toString()
        : json;
  }
}
