package org.jackfield.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.Reply;
import org.jackfield.engine.Structured;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.FinishReason;

/** The line below an answer: who gave it, why not another, what it cost, how fast it came. */
final class Footer {
  /** A model below this gives poor answers; who has no other should hear that there are better. */
  private static final long SMALL_MODEL_BYTES = 300_000_000;

  private Footer() {}

  /** That line. */
  static String line(Reply reply) {
    List<String> parts = new ArrayList<>();
    parts.add(reply.source().toString());
    parts.addAll(fallbacks(reply));
    reply.structured().map(Structured::toString).ifPresent(parts::add);
    tokens(reply).ifPresent(parts::add);
    finish(reply.finish()).ifPresent(parts::add);
    tokensPerSecond(reply).ifPresent(rate -> parts.add(Figures.tokensPerSecond(rate)));
    parts.add("first token " + Figures.elapsed(reply.timing().firstContent()));
    return String.join(" · ", parts);
  }

  /**
   * Tokens generated per second after the first; absent when nobody counted or it was one piece.
   */
  static OptionalDouble tokensPerSecond(Reply reply) {
    Duration generating = reply.timing().total().minus(reply.timing().firstContent());
    OptionalLong output = reply.usage().output();
    if (output.isEmpty() || output.getAsLong() < 2 || generating.toMillis() < 1) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of((output.getAsLong() - 1) / (generating.toNanos() / 1e9));
  }

  /** What to do for better answers, told once of each model. */
  static Optional<String> advice(Reply reply, Jackfield engine, Console console) {
    return smallModel(reply, engine.artifacts().list())
        .filter(
            ignored -> GivenAdvice.first(console.environment(), "small " + reply.source().model()));
  }

  /** For an answer from a very small model of the catalogue: how to come to a better one. */
  static Optional<String> smallModel(Reply reply, List<ArtifactStore.Item> catalogue) {
    String model = reply.source().model();
    return catalogue.stream()
        .filter(item -> item.isCalled(model))
        .filter(item -> item.sizeBytes() > 0 && item.sizeBytes() < SMALL_MODEL_BYTES)
        .findFirst()
        .map(
            item ->
                item.name()
                    + " is a very small model ("
                    + Figures.bytes(item.sizeBytes())
                    + "). For better answers choose a larger one: jackfield models list, then"
                    + " --model NAME or its name in the configuration.");
  }

  private static List<String> fallbacks(Reply reply) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (AttemptReport attempt : reply.source().attempts()) {
      attempt.error().ifPresent(code -> reasons.put(attempt.backend(), words(code)));
    }
    if (reply.structured().filter(Structured::repaired).isPresent()) {
      reasons.remove(reply.source().backend());
    }
    List<String> parts = new ArrayList<>();
    reasons.forEach((backend, why) -> parts.add("fell back from " + backend + " (" + why + ")"));
    return parts;
  }

  private static String words(ErrorCode code) {
    return code.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Optional<String> tokens(Reply reply) {
    OptionalLong input = reply.usage().input();
    OptionalLong output = reply.usage().output();
    if (input.isEmpty() && output.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(figure(input) + "+" + figure(output) + " tokens");
  }

  private static String figure(OptionalLong count) {
    return count.isPresent() ? String.valueOf(count.getAsLong()) : "?";
  }

  private static Optional<String> finish(FinishReason reason) {
    return switch (reason) {
      case STOP, UNKNOWN -> Optional.empty();
      case LENGTH -> Optional.of("cut at the token limit");
      case TOOL_CALLS -> Optional.of("wants a tool (see --json)");
      case CONTENT_FILTER -> Optional.of("cut by a content filter");
      case REFUSAL -> Optional.of("refused");
    };
  }
}
