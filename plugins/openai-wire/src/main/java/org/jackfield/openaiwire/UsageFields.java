package org.jackfield.openaiwire;

import java.util.Optional;
import java.util.OptionalLong;
import org.jackfield.spi.chat.Usage;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Usage between OpenAI's JSON and the canonical one. OpenAI's {@code prompt_tokens} include the
 * cached ones and {@code completion_tokens} the reasoning, as the canonical figures do.
 */
final class UsageFields {
  private UsageFields() {}

  /** Reads the object at which the parser stands. */
  static Usage read(JsonParser parser) {
    Usage usage = Usage.UNKNOWN;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        usage = details(parser, usage);
        continue;
      }
      if (counted(parser, token)) {
        long tokens = parser.getLongValue();
        usage =
            switch (name) {
              case "prompt_tokens" -> usage.withInput(tokens).with(Usage.Origin.REPORTED);
              case "completion_tokens" -> usage.withOutput(tokens).with(Usage.Origin.REPORTED);
              default -> usage;
            };
      }
      parser.skipChildren();
    }
    return usage;
  }

  /** Whether the parser stands at a count; some servers say -1 for one they do not know. */
  private static boolean counted(JsonParser parser, JsonToken token) {
    return token == JsonToken.VALUE_NUMBER_INT && parser.getLongValue() >= 0;
  }

  private static Usage details(JsonParser parser, Usage so) {
    Usage usage = so;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      if (counted(parser, parser.nextToken())) {
        long tokens = parser.getLongValue();
        usage =
            switch (name) {
              case "cached_tokens" -> usage.withCachedInput(tokens);
              case "cache_write_tokens", "created_cache_tokens" -> usage.withCacheWrite(tokens);
              case "reasoning_tokens" -> usage.withReasoning(tokens);
              default -> usage;
            };
      }
      parser.skipChildren();
    }
    return usage;
  }

  /** The usage as JSON; empty when nothing is known: an absent figure is never 0. */
  static Optional<String> json(Usage usage) {
    if (usage.input().isEmpty() && usage.output().isEmpty()) {
      return Optional.empty();
    }
    StringBuilder json = new StringBuilder("{");
    figure(json, "prompt_tokens", usage.input());
    figure(json, "completion_tokens", usage.output());
    if (usage.input().isPresent() && usage.output().isPresent()) {
      long total = usage.input().getAsLong() + usage.output().getAsLong();
      figure(json, "total_tokens", OptionalLong.of(total));
    }
    if (usage.cachedInput().isPresent() || usage.cacheWrite().isPresent()) {
      StringBuilder details = new StringBuilder("{");
      figure(details, "cached_tokens", usage.cachedInput());
      figure(details, "cache_write_tokens", usage.cacheWrite());
      json.append(",\"prompt_tokens_details\":").append(details).append('}');
    }
    if (usage.reasoning().isPresent()) {
      StringBuilder details = new StringBuilder("{");
      figure(details, "reasoning_tokens", usage.reasoning());
      json.append(",\"completion_tokens_details\":").append(details).append('}');
    }
    return Optional.of(json.append('}').toString());
  }

  private static void figure(StringBuilder json, String name, OptionalLong tokens) {
    if (tokens.isPresent()) {
      json.append(json.length() > 1 ? "," : "")
          .append('"')
          .append(name)
          .append("\":")
          .append(tokens.getAsLong());
    }
  }
}
