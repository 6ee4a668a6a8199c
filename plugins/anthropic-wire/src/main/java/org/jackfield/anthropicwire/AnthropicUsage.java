package org.jackfield.anthropicwire;

import java.util.OptionalLong;
import java.util.Set;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Usage;
import org.jackfield.wire.Json;
import tools.jackson.databind.JsonNode;

/**
 * Usage as it grows over an answer. The API's figures are cumulative, so a later one replaces an
 * earlier one; its {@code input_tokens} leave out what was read from or written to the cache, which
 * the canonical figure includes. One answer, one thread.
 */
final class AnthropicUsage {
  private static final Set<String> FIGURES =
      Set.of(
          "input_tokens",
          "cache_read_input_tokens",
          "cache_creation_input_tokens",
          "output_tokens",
          "output_tokens_details");

  private OptionalLong input = OptionalLong.empty();
  private OptionalLong cacheRead = OptionalLong.empty();
  private OptionalLong cacheWrite = OptionalLong.empty();
  private OptionalLong output = OptionalLong.empty();
  private OptionalLong thinking = OptionalLong.empty();
  private Extensions details = Extensions.NONE;

  void update(JsonNode usage) {
    input = newer(usage, "input_tokens", input);
    cacheRead = newer(usage, "cache_read_input_tokens", cacheRead);
    cacheWrite = newer(usage, "cache_creation_input_tokens", cacheWrite);
    output = newer(usage, "output_tokens", output);
    thinking = newer(usage.path("output_tokens_details"), "thinking_tokens", thinking);
    details = details.and(Beside.of(usage, FIGURES, "usage."));
  }

  /**
   * What was said beside the figures, such as {@code usage.cache_creation}: how much of what was
   * written to the cache stays there for 5 minutes and how much for an hour, at prices of their
   * own.
   */
  Extensions details() {
    return details;
  }

  private static OptionalLong newer(JsonNode usage, String field, OptionalLong older) {
    OptionalLong figure = Json.integer(usage, field);
    return figure.isPresent() ? figure : older;
  }

  Usage total() {
    Usage usage = Usage.UNKNOWN;
    if (input.isPresent()) {
      usage =
          usage
              .withInput(input.getAsLong() + cacheRead.orElse(0) + cacheWrite.orElse(0))
              .with(Usage.Origin.REPORTED);
    }
    if (output.isPresent()) {
      usage = usage.withOutput(output.getAsLong()).with(Usage.Origin.REPORTED);
    }
    usage = cacheRead.isPresent() ? usage.withCachedInput(cacheRead.getAsLong()) : usage;
    usage = cacheWrite.isPresent() ? usage.withCacheWrite(cacheWrite.getAsLong()) : usage;
    return thinking.isPresent() ? usage.withReasoning(thinking.getAsLong()) : usage;
  }
}
