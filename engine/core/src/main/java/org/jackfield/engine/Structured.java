package org.jackfield.engine;

import java.util.Locale;

/**
 * How an answer was held to the format that was asked for. Whichever way, the engine has checked
 * it.
 *
 * @param how by whom the format was enforced while the answer was made
 * @param repaired whether the backend's first answer did not hold and it was asked once more
 */
public record Structured(How how, boolean repaired) {
  /** Who saw to the format. */
  public enum How {
    /** The backend, by its own method. */
    CONSTRAINED,
    /**
     * Nobody: the model was asked for it in words, or by a method that its backend takes for a
     * wish, and the engine's check is all there is.
     */
    VALIDATED
  }

  /** As in {@code constrained} or {@code validated; repaired}. */
  @Override
  public String toString() {
    return how.name().toLowerCase(Locale.ROOT) + (repaired ? "; repaired" : "");
  }
}
