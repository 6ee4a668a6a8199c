package org.jackfield.plugin.gemini;

import org.jackfield.spi.chat.Usage;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The API's {@code usageMetadata} in canonical figures
 * (https://ai.google.dev/api/generate-content#UsageMetadata): the prompt's count has the cached
 * part inside, results of tools that ran on the server are input beside it, and thinking is output
 * beside the answer. As in all of its JSON, a figure of 0 may be left out. Every frame has one; the
 * last counts.
 */
final class GeminiUsage {
  private static final long NONE = -1;

  private long prompt = NONE;
  private long toolPrompt = NONE;
  private long answer = NONE;
  private long thoughts = NONE;
  private long cached = NONE;

  /** Reads the object at which the parser stands, in place of what was there before. */
  void read(JsonParser parser) {
    prompt = NONE;
    toolPrompt = NONE;
    answer = NONE;
    thoughts = NONE;
    cached = NONE;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "promptTokenCount" -> prompt = figure(parser, token);
        case "toolUsePromptTokenCount" -> toolPrompt = figure(parser, token);
        case "candidatesTokenCount" -> answer = figure(parser, token);
        case "thoughtsTokenCount" -> thoughts = figure(parser, token);
        case "cachedContentTokenCount" -> cached = figure(parser, token);
        default -> parser.skipChildren();
      }
    }
  }

  private static long figure(JsonParser parser, JsonToken token) {
    boolean whole =
        token == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    parser.skipChildren();
    return whole ? parser.getLongValue() : NONE;
  }

  /** The usage that was read last; unknown when it counts no prompt. */
  Usage total() {
    if (prompt == NONE) {
      return Usage.UNKNOWN;
    }
    Usage usage =
        Usage.reported(
            prompt + Math.max(0, toolPrompt), Math.max(0, answer) + Math.max(0, thoughts));
    usage = cached == NONE ? usage : usage.withCachedInput(cached);
    return thoughts == NONE ? usage : usage.withReasoning(thoughts);
  }
}
