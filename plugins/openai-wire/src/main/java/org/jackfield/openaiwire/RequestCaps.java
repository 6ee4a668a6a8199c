package org.jackfield.openaiwire;

/**
 * How much of everything one request may ask for. Create it from {@link #DEFAULT}.
 *
 * @param messages the most messages
 * @param tools the most tool definitions
 * @param choices the most choices ({@code n})
 * @param outputTokens the largest limit of output tokens that counts as meant
 */
public record RequestCaps(int messages, int tools, int choices, int outputTokens) {
  /** 10,000 messages, 512 tools, 16 choices, 10 million tokens. */
  public static final RequestCaps DEFAULT = new RequestCaps(10_000, 512, 16, 10_000_000);

  /** The same with at most that many messages. */
  public RequestCaps withMessages(int most) {
    return new RequestCaps(most, tools, choices, outputTokens);
  }

  /** The same with at most that many tools. */
  public RequestCaps withTools(int most) {
    return new RequestCaps(messages, most, choices, outputTokens);
  }

  /** The same with at most that many choices. */
  public RequestCaps withChoices(int most) {
    return new RequestCaps(messages, tools, most, outputTokens);
  }

  /** The same with at most that many output tokens. */
  public RequestCaps withOutputTokens(int most) {
    return new RequestCaps(messages, tools, choices, most);
  }
}
