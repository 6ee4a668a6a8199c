package org.jackfield.spi.chat;

import java.util.Locale;

/** Why an answer ended. */
public enum FinishReason {
  /** The model was done, or a stop sequence came. */
  STOP,
  /** The limit of tokens or the context was reached. */
  LENGTH,
  /** The model wants tools to be called. */
  TOOL_CALLS,
  /** A content filter cut it. */
  CONTENT_FILTER,
  /** The model refused. */
  REFUSAL,
  /** The upstream gave a reason that nobody knows here. */
  UNKNOWN;

  /** The name used in JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
