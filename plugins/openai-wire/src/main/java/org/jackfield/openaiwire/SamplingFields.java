package org.jackfield.openaiwire;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/** The fields of sampling: OpenAI's own, and those that compatible servers add. */
final class SamplingFields {
  private SamplingFields() {}

  static Sampling read(OpenAiRequestBody body) {
    Sampling sampling = Sampling.NONE.withPenalties(penalties(body));
    OptionalDouble temperature = decimal(body, "temperature");
    if (temperature.isPresent()) {
      sampling = sampling.withTemperature(temperature.getAsDouble());
    }
    OptionalDouble topP = decimal(body, "top_p");
    if (topP.isPresent()) {
      sampling = sampling.withTopP(topP.getAsDouble());
    }
    OptionalInt topK = whole(body, "top_k");
    if (topK.isPresent()) {
      // vLLM says -1 where others say 0: all tokens are kept.
      sampling = sampling.withTopK(topK.getAsInt() == -1 ? 0 : topK.getAsInt());
    }
    OptionalDouble minP = decimal(body, "min_p");
    if (minP.isPresent()) {
      sampling = sampling.withMinP(minP.getAsDouble());
    }
    OptionalLong seed = seed(body);
    return seed.isPresent() ? sampling.withSeed(seed.getAsLong()) : sampling;
  }

  private static Penalties penalties(OpenAiRequestBody body) {
    Penalties penalties = Penalties.NONE;
    OptionalDouble repeat = decimal(body, repeatField(body));
    if (repeat.isPresent()) {
      penalties = penalties.withRepeat(repeat.getAsDouble());
    }
    OptionalDouble presence = decimal(body, "presence_penalty");
    if (presence.isPresent()) {
      penalties = penalties.withPresence(presence.getAsDouble());
    }
    OptionalDouble frequency = decimal(body, "frequency_penalty");
    return frequency.isPresent() ? penalties.withFrequency(frequency.getAsDouble()) : penalties;
  }

  /** Writes what differs; what stays keeps its spelling. */
  static OpenAiRequestBody splice(OpenAiRequestBody body, Sampling to) {
    Sampling from = read(body);
    OpenAiRequestBody spliced = body;
    spliced = splice(spliced, "temperature", from.temperature(), to.temperature());
    spliced = splice(spliced, "top_p", from.topP(), to.topP());
    spliced = splice(spliced, "min_p", from.minP(), to.minP());
    if (!from.topK().equals(to.topK())) {
      spliced = set(spliced, "top_k", to.topK().isPresent(), to.topK().orElse(0));
    }
    if (!from.seed().equals(to.seed())) {
      spliced = set(spliced, "seed", to.seed().isPresent(), to.seed().orElse(0));
    }
    Penalties old = from.penalties();
    Penalties now = to.penalties();
    spliced = splice(spliced, repeatField(body), old.repeat(), now.repeat());
    spliced = splice(spliced, "presence_penalty", old.presence(), now.presence());
    return splice(spliced, "frequency_penalty", old.frequency(), now.frequency());
  }

  private static OpenAiRequestBody splice(
      OpenAiRequestBody body, String field, OptionalDouble from, OptionalDouble to) {
    return from.equals(to) ? body : set(body, field, to.isPresent(), to.orElse(0));
  }

  private static OpenAiRequestBody set(
      OpenAiRequestBody body, String field, boolean present, Number value) {
    return present ? body.with(field, value.toString()) : body.without(field);
  }

  /** vLLM's word, or llama.cpp's where the body uses that one. */
  private static String repeatField(OpenAiRequestBody body) {
    return body.json("repeat_penalty").isPresent() ? "repeat_penalty" : "repetition_penalty";
  }

  private static OptionalDouble decimal(OpenAiRequestBody body, String field) {
    Optional<JsonNode> node = body.node(field);
    if (node.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!node.get().isNumber() || !Double.isFinite(node.get().doubleValue(Double.NaN))) {
      throw InvalidRequest.field(field, "a number");
    }
    return OptionalDouble.of(node.get().doubleValue());
  }

  private static OptionalInt whole(OpenAiRequestBody body, String field) {
    OptionalLong value = wholeNumber(body, field);
    if (value.isPresent() && value.getAsLong() != (int) value.getAsLong()) {
      throw InvalidRequest.field(field, "a whole number");
    }
    return value.isPresent() ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
  }

  private static OptionalLong seed(OpenAiRequestBody body) {
    return wholeNumber(body, "seed");
  }

  private static OptionalLong wholeNumber(OpenAiRequestBody body, String field) {
    Optional<JsonNode> node = body.node(field);
    OptionalLong value = node.isPresent() ? Json.whole(node.get()) : OptionalLong.empty();
    if (node.isPresent() && value.isEmpty()) {
      throw InvalidRequest.field(field, "a whole number");
    }
    return value;
  }
}
