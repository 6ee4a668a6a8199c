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

  private volatile Figures told = new Figures(NONE, NONE, NONE, NONE, NONE);

  private record Figures(long prompt, long toolPrompt, long answer, long thoughts, long cached) {}

  /** Reads the object at which the parser stands, in place of what was there before. */
  void read(JsonParser parser) {
    long prompt = NONE;
    long toolPrompt = NONE;
    long answer = NONE;
    long thoughts = NONE;
    long cached = NONE;
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
    told = new Figures(prompt, toolPrompt, answer, thoughts, cached);
  }

  private static long figure(JsonParser parser, JsonToken token) {
    boolean whole =
        token == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    parser.skipChildren();
    return whole ? parser.getLongValue() : NONE;
  }

  /** The usage that was read last; unknown when it counts no prompt. From any thread. */
  Usage total() {
    Figures last = told;
    if (last.prompt() == NONE) {
      return Usage.UNKNOWN;
    }
    Usage usage =
        Usage.reported(
            last.prompt() + Math.max(0, last.toolPrompt()),
            Math.max(0, last.answer()) + Math.max(0, last.thoughts()));
    usage = last.cached() == NONE ? usage : usage.withCachedInput(last.cached());
    return last.thoughts() == NONE ? usage : usage.withReasoning(last.thoughts());
  }
}
