package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.spi.chat.Limits;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** The limit of tokens, in its three spellings, and the stop sequences, as one text or a list. */
final class LimitFields {
  /** The spelling that every server knows. */
  static final String MAX_TOKENS = "max_tokens";

  /** OpenAI's newer spelling, the only one its reasoning models take. */
  static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

  /** What llama.cpp calls it. */
  static final String N_PREDICT = "n_predict";

  private LimitFields() {}

  static Limits read(OpenAiRequestBody body) {
    Limits limits = Limits.NONE.withStop(stop(body));
    Optional<JsonNode> most = body.node(field(body));
    return most.isPresent() ? limits.withMaxOutputTokens(most.get().intValue()) : limits;
  }

  /** Writes what differs; what stays keeps its spelling. */
  static OpenAiRequestBody splice(OpenAiRequestBody body, Limits to) {
    Limits from = read(body);
    OpenAiRequestBody spliced = body;
    if (!from.maxOutputTokens().equals(to.maxOutputTokens())) {
      String field = field(body);
      spliced =
          to.maxOutputTokens().isPresent()
              ? spliced.with(field, Integer.toString(to.maxOutputTokens().getAsInt()))
              : spliced.without(MAX_TOKENS).without(MAX_COMPLETION_TOKENS);
      // To llama.cpp it counts before the others.
      spliced =
          field.equals(N_PREDICT) && to.maxOutputTokens().isPresent()
              ? spliced
              : spliced.without(N_PREDICT);
    }
    if (!from.stop().equals(to.stop())) {
      spliced =
          to.stop().isEmpty() ? spliced.without("stop") : spliced.with("stop", json(to.stop()));
    }
    return spliced;
  }

  /** The spelling the body uses; the newer one counts where both are there. */
  private static String field(OpenAiRequestBody body) {
    if (body.node(MAX_COMPLETION_TOKENS).isPresent()) {
      return MAX_COMPLETION_TOKENS;
    }
    return body.node(MAX_TOKENS).isEmpty() && body.node(N_PREDICT).isPresent()
        ? N_PREDICT
        : MAX_TOKENS;
  }

  static String json(List<String> texts) {
    return texts.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
  }

  private static List<String> stop(OpenAiRequestBody body) {
    Optional<JsonNode> node = body.node("stop");
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get().isString()) {
      return List.of(node.get().stringValue());
    }
    List<String> sequences = new ArrayList<>();
    for (JsonNode sequence : node.get()) {
      sequences.add(sequence.stringValue());
    }
    return List.copyOf(sequences);
  }
}
