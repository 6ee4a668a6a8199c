package org.jackfield.plugin.gemini;

import java.util.OptionalDouble;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.wire.WholeNumber;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The field {@code generationConfig} of a request
 * (https://ai.google.dev/api/generate-content#generationconfig): how tokens are chosen, where the
 * answer ends, what it looks like. One use.
 */
final class GenerationConfig {
  private static final int MOST_STOP_SEQUENCES = 5;

  private final ObjectNode config = JsonNodeFactory.instance.objectNode();
  private final ChatRequest request;
  private final String backend;
  private final Attempt attempt;

  GenerationConfig(ChatRequest request, String backend, Attempt attempt) {
    this.request = request;
    this.backend = backend;
    this.attempt = attempt;
  }

  /** The field's value; an empty object when nothing was asked for. */
  ObjectNode json() {
    sampling(request.sampling());
    limits(request.limits());
    logprobs();
    format(request.responseFormat());
    new ThinkingConfig(request.thinking(), attempt).write(config);
    return config;
  }

  private void sampling(Sampling sampling) {
    number("temperature", sampling.temperature());
    number("topP", sampling.topP());
    if (sampling.topK().orElse(0) > 0) {
      config.put("topK", sampling.topK().getAsInt());
    }
    sampling.seed().ifPresent(seed -> config.put("seed", seed(seed)));
    number("presencePenalty", sampling.penalties().presence());
    number("frequencyPenalty", sampling.penalties().frequency());
    note(sampling.topK().orElse(1) == 0, "a top-k of all tokens");
    note(sampling.minP().isPresent(), "min-p");
    note(sampling.penalties().repeat().isPresent(), "a repeat penalty");
  }

  private void number(String name, OptionalDouble value) {
    value.ifPresent(figure -> config.put(name, figure));
  }

  /** The API's seeds have 32 bits; a larger one is folded, so that it repeats all the same. */
  private static int seed(long seed) {
    return seed == (int) seed ? (int) seed : Long.hashCode(seed);
  }

  private void note(boolean present, String what) {
    if (present) {
      attempt.note(
          "backend '" + backend + "' takes no such thing as " + what + "; it was left out");
    }
  }

  private void limits(Limits limits) {
    limits.maxOutputTokens().ifPresent(most -> config.put("maxOutputTokens", most));
    if (limits.stop().size() > MOST_STOP_SEQUENCES) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED,
              "Backend '"
                  + backend
                  + "' does not support "
                  + limits.stop().size()
                  + " stop sequences; "
                  + MOST_STOP_SEQUENCES
                  + " is the most.")
          .withParameter("stop");
    }
    if (!limits.stop().isEmpty()) {
      ArrayNode sequences = config.putArray("stopSequences");
      limits.stop().forEach(sequences::add);
    }
  }

  private void logprobs() {
    if (asked(Logprobs.FIELD).equals("true")) {
      config.put("responseLogprobs", true);
      request
          .extensions()
          .json(Logprobs.TOP_FIELD)
          .map(WholeNumber::of)
          .ifPresent(most -> most.ifPresent(count -> config.put("logprobs", count)));
    }
  }

  private String asked(String extension) {
    return request.extensions().json(extension).orElse("");
  }

  private void format(ResponseFormat format) {
    switch (format) {
      case ResponseFormat.Text text -> {
        // What the API gives anyway.
      }
      case ResponseFormat.Json any -> config.put("responseMimeType", "application/json");
      case ResponseFormat.JsonSchema schema ->
          config
              .put("responseMimeType", "application/json")
              .set("responseJsonSchema", GeminiRequest.given(schema.schemaJson(), schema.name()));
    }
  }
}
