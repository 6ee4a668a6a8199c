package org.jackfield.engine.prompt;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jackfield.spi.chat.ChatRequest;

/**
 * Figures that a request gets where it is silent.
 *
 * @param temperature how freely tokens are chosen
 * @param maxTokens the most tokens of an answer
 */
public record AnswerDefaults(OptionalDouble temperature, OptionalInt maxTokens) {
  /** No figures. */
  public static final AnswerDefaults NONE =
      new AnswerDefaults(OptionalDouble.empty(), OptionalInt.empty());

  /** The same with the other's figures where it has none. */
  AnswerDefaults or(AnswerDefaults other) {
    return new AnswerDefaults(
        temperature.isPresent() ? temperature : other.temperature,
        maxTokens.isPresent() ? maxTokens : other.maxTokens);
  }

  /** The request with these figures where it has none. */
  ChatRequest fill(ChatRequest request) {
    ChatRequest filled = request;
    if (temperature.isPresent() && request.sampling().temperature().isEmpty()) {
      filled = filled.withSampling(request.sampling().withTemperature(temperature.getAsDouble()));
    }
    if (maxTokens.isPresent() && request.limits().maxOutputTokens().isEmpty()) {
      filled = filled.withLimits(request.limits().withMaxOutputTokens(maxTokens.getAsInt()));
    }
    return filled;
  }
}
