package org.jackfield.wire;

import org.jackfield.spi.Extensions;

/**
 * The upstream's own word for why an answer ended, for those who know it: a canonical reason says
 * less, and {@code unknown} nothing.
 */
public final class NativeFinishReason {
  /** The extension of a finish that has it, and the field in which clients of routers know it. */
  public static final String FIELD = "native_finish_reason";

  private NativeFinishReason() {}

  /** Those extensions with that word. */
  public static Extensions beside(Extensions extensions, String word) {
    return extensions.with(FIELD, Json.quote(word));
  }
}
