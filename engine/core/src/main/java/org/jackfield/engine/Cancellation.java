package org.jackfield.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ends calls from outside, in whatever phase they are. Thread-safe; once cancelled, for ever.
 * Actions run outside its lock, each once.
 */
public final class Cancellation {
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  /** Ends every call that has it. */
  public void cancel() {
    List<Runnable> now;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      now = List.copyOf(actions);
      actions.clear();
    }
    now.forEach(Runnable::run);
  }

  /** Whether it was cancelled. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  /**
   * Runs the action when cancelled, at once if that was already.
   *
   * @return takes the action back
   */
  public Runnable onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        actions.add(action);
        return () -> forget(actions::remove, action);
      }
    }
    action.run();
    return () -> {};
  }

  private synchronized void forget(Consumer<Runnable> remove, Runnable action) {
    remove.accept(action);
  }
}
