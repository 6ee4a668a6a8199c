package org.jackfield.plugin.llamacpp.generate;

import org.jspecify.annotations.Nullable;

/**
 * One sequence of the native context: what its key-value cache holds, and who sits in it now. The
 * cache outlives the answer, so that the next turn of the conversation finds it. Belongs to the
 * worker's thread.
 */
final class Slot {
  private final int index;
  private int[] tokens = {};
  private int cached;
  private long lastUsed;
  private @Nullable Sequence occupant;

  Slot(int index) {
    this.index = index;
  }

  int index() {
    return index;
  }

  @Nullable Sequence occupant() {
    return occupant;
  }

  long lastUsed() {
    return lastUsed;
  }

  /**
   * How many of the sequence's first tokens the cache holds; the last one has to be computed in any
   * case.
   */
  int sharedWith(Sequence sequence) {
    int limit = Math.min(cached, sequence.size() - 1);
    int[] others = sequence.tokens();
    int n = 0;
    while (n < limit && tokens[n] == others[n]) {
      n++;
    }
    return n;
  }

  /** Whether most of what the cache holds would be used again. */
  boolean mostlySharedWith(Sequence sequence) {
    int shared = sharedWith(sequence);
    return shared > 0 && (shared * 2 >= cached || shared * 2 >= sequence.size());
  }

  void enter(Sequence sequence, int inCache) {
    occupant = sequence;
    sequence.slot = this;
    cached = inCache;
    sequence.resumeAt(inCache);
  }

  /** Frees the place; the cache stays as it is. */
  void leave(long now) {
    Sequence sequence = occupant;
    if (sequence != null) {
      tokens = sequence.tokens();
      cached = sequence.computed;
      sequence.slot = null;
    }
    occupant = null;
    lastUsed = now;
  }

  /** Frees the place after a failure: nothing is known about the cache. */
  void leaveEmpty(long now) {
    leave(now);
    tokens = new int[0];
    cached = 0;
  }
}
