package org.jackfield.anthropicwire;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.wire.InvalidRequest;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * The fields of sampling: the API's own, and those that servers which stand in for it take too. The
 * API itself refuses the latter by name.
 */
final class SamplingFields {
  static final List<String> NAMES =
      List.of(
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "seed",
          "repeat_penalty",
          "presence_penalty",
          "frequency_penalty");

  private SamplingFields() {}

  private static Penalties penalties(AnthropicRequestBody body) {
    Penalties penalties = Penalties.NONE;
    OptionalDouble repeat = decimal(body, "repeat_penalty");
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

  static Sampling read(AnthropicRequestBody body) {
    Sampling sampling = Sampling.NONE.withPenalties(penalties(body));
    OptionalDouble temperature = decimal(body, "temperature");
    if (temperature.isPresent()) {
      sampling = sampling.withTemperature(temperature.getAsDouble());
    }
    OptionalDouble topP = decimal(body, "top_p");
    if (topP.isPresent()) {
      sampling = sampling.withTopP(topP.getAsDouble());
    }
    OptionalDouble minP = decimal(body, "min_p");
    if (minP.isPresent()) {
      sampling = sampling.withMinP(minP.getAsDouble());
    }
    Optional<JsonNode> topK = whole(body, "top_k");
    if (topK.isPresent()) {
      // Some servers say -1 where others say 0: all tokens are kept.
      sampling = sampling.withTopK(Math.max(0, topK.get().intValue()));
    }
    Optional<JsonNode> seed = whole(body, "seed");
    return seed.isPresent() ? sampling.withSeed(seed.get().longValue()) : sampling;
  }

  /** Writes what differs; what stays keeps its spelling. */
  static AnthropicRequestBody splice(AnthropicRequestBody body, Sampling to) {
    Sampling from = read(body);
    AnthropicRequestBody spliced = body;
    List<Optional<Number>> had = figures(from);
    List<Optional<Number>> wanted = figures(to);
    for (int i = 0; i < NAMES.size(); i++) {
      if (!had.get(i).equals(wanted.get(i))) {
        String name = NAMES.get(i);
        spliced =
            wanted.get(i).isPresent()
                ? spliced.with(name, wanted.get(i).get().toString())
                : spliced.without(name);
      }
    }
    return spliced;
  }

  /** The figures in the order of their names. */
  private static List<Optional<Number>> figures(Sampling sampling) {
    Penalties penalties = sampling.penalties();
    return List.of(
        number(sampling.temperature()),
        number(sampling.topP()),
        sampling.topK().isPresent() ? Optional.of(sampling.topK().getAsInt()) : Optional.empty(),
        number(sampling.minP()),
        sampling.seed().isPresent() ? Optional.of(sampling.seed().getAsLong()) : Optional.empty(),
        number(penalties.repeat()),
        number(penalties.presence()),
        number(penalties.frequency()));
  }

  private static Optional<Number> number(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  private static OptionalDouble decimal(AnthropicRequestBody body, String field) {
    Optional<JsonNode> node = body.node(field);
    if (node.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!node.get().isNumber() || !Double.isFinite(node.get().doubleValue(Double.NaN))) {
      throw InvalidRequest.type(field, "a number");
    }
    return OptionalDouble.of(node.get().doubleValue());
  }

  private static Optional<JsonNode> whole(AnthropicRequestBody body, String field) {
    Optional<JsonNode> node = body.node(field);
    if (node.isPresent() && Json.whole(node.get()).isEmpty()) {
      throw InvalidRequest.type(field, "a whole number");
    }
    return node;
  }
}
