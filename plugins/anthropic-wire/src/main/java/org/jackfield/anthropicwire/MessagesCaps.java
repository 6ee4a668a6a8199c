package org.jackfield.anthropicwire;

import org.jackfield.wire.Json;

/**
 * How much of everything one request may ask for. Create it from {@link #DEFAULT}.
 *
 * @param messages the most messages
 * @param tools the most tool definitions
 * @param outputTokens the largest limit of output tokens that counts as meant
 * @param depth the deepest nesting; at most {@link Json#MAX_DEPTH} counts
 */
public record MessagesCaps(int messages, int tools, int outputTokens, int depth) {
  /** 100,000 messages as the API has it, 512 tools, 10 million tokens, as deep as JSON is read. */
  public static final MessagesCaps DEFAULT =
      new MessagesCaps(100_000, 512, 10_000_000, Json.MAX_DEPTH);

  /** The same with at most that many messages. */
  public MessagesCaps withMessages(int most) {
    return new MessagesCaps(most, tools, outputTokens, depth);
  }

  /** The same with at most that many tools. */
  public MessagesCaps withTools(int most) {
    return new MessagesCaps(messages, most, outputTokens, depth);
  }

  /** The same with at most that many output tokens. */
  public MessagesCaps withOutputTokens(int most) {
    return new MessagesCaps(messages, tools, most, depth);
  }

  /** The same with a nesting at most that deep. */
  public MessagesCaps withDepth(int most) {
    return new MessagesCaps(messages, tools, outputTokens, most);
  }
}
