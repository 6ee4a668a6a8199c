package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.chat.Limits;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** Where an answer ends at the latest: {@code max_tokens} and {@code stop_sequences}. */
final class LimitFields {
  static final String MAX_TOKENS = "max_tokens";
  static final String STOP = "stop_sequences";

  private LimitFields() {}

  static Limits read(AnthropicRequestBody body) {
    Optional<JsonNode> most = body.node(MAX_TOKENS);
    Limits limits =
        most.isPresent() ? Limits.NONE.withMaxOutputTokens(most.get().intValue()) : Limits.NONE;
    List<String> stop = new ArrayList<>();
    body.node(STOP).ifPresent(list -> list.forEach(text -> stop.add(text.asString(""))));
    return limits.withStop(stop);
  }

  /** Writes what differs; what stays keeps its spelling. */
  static AnthropicRequestBody splice(AnthropicRequestBody body, Limits to) {
    Limits from = read(body);
    AnthropicRequestBody spliced = body;
    if (!from.maxOutputTokens().equals(to.maxOutputTokens())) {
      spliced =
          to.maxOutputTokens().isPresent()
              ? spliced.with(MAX_TOKENS, Integer.toString(to.maxOutputTokens().getAsInt()))
              : spliced.without(MAX_TOKENS);
    }
    if (!from.stop().equals(to.stop())) {
      spliced = to.stop().isEmpty() ? spliced.without(STOP) : spliced.with(STOP, json(to.stop()));
    }
    return spliced;
  }

  static String json(List<String> texts) {
    return "[" + String.join(",", texts.stream().map(Json::quote).toList()) + "]";
  }
}
