package org.jackfield.spi.chat;

import java.util.Optional;
import org.jackfield.spi.Extensions;

/**
 * How values that hold prompts or answers show themselves in logs and errors: what they are and how
 * large, never what they say.
 */
final class Shown {
  private Shown() {}

  static String text(String kind, String text) {
    return kind + " of " + text.length() + " characters";
  }

  /** Nothing when there are none. */
  static String extensions(Extensions extensions) {
    return extensions.isEmpty() ? "" : " with " + extensions;
  }

  /** What a chunk says beside its kind: its extensions and the frame it came in. */
  static String rest(Chunk chunk) {
    Optional<WireFrame> wire = chunk.wire();
    return extensions(chunk.extensions()) + wire.map(frame -> ", in " + frame).orElse("");
  }
}
