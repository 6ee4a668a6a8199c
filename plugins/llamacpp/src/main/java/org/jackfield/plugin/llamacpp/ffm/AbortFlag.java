package org.jackfield.plugin.llamacpp.ffm;

import java.lang.foreign.MemorySegment;

/**
 * What the library asks between two nodes of its graph, always on the thread that called it:
 * whether to stop. Raised and lowered from any thread.
 */
final class AbortFlag {
  private volatile boolean raised;

  void raise(boolean now) {
    raised = now;
  }

  /** The callback; cheap, because it is asked a thousand times per token. */
  boolean isRaised(MemorySegment unused) {
    return raised;
  }
}
