package org.jackfield.openaiwire;

import org.jackfield.wire.Json;

/**
 * How much of everything one request may ask for. Create it from {@link #DEFAULT}.
 *
 * @param messages the most messages
 * @param tools the most tool definitions
 * @param choices the most choices ({@code n})
 * @param outputTokens the largest limit of output tokens that counts as meant
 * @param depth the deepest nesting; at most {@link Json#MAX_DEPTH} counts
 */
public record RequestCaps(int messages, int tools, int choices, int outputTokens, int depth) {
  /** 10,000 messages, 512 tools, 16 choices, 10 million tokens, as deep as any JSON is read. */
  public static final RequestCaps DEFAULT =
      new RequestCaps(10_000, 512, 16, 10_000_000, Json.MAX_DEPTH);

  /** The same with at most that many messages. */
  public RequestCaps withMessages(int most) {
    return new RequestCaps(most, tools, choices, outputTokens, depth);
  }

  /** The same with at most that many tools. */
  public RequestCaps withTools(int most) {
    return new RequestCaps(messages, most, choices, outputTokens, depth);
  }

  /** The same with at most that many choices. */
  public RequestCaps withChoices(int most) {
    return new RequestCaps(messages, tools, most, outputTokens, depth);
  }

  /** The same with at most that many output tokens. */
  public RequestCaps withOutputTokens(int most) {
    return new RequestCaps(messages, tools, choices, most, depth);
  }

  /** The same with a nesting at most that deep. */
  public RequestCaps withDepth(int most) {
    return new RequestCaps(messages, tools, choices, outputTokens, most);
  }
}
