package org.jackfield.engine.snapshot;

/**
 * The right to use a backend for one attempt: the backend stays open until it is closed. Closing it
 * counts once. Thread-safe.
 */
public interface BackendLease extends AutoCloseable {
  /** The backend. */
  BackendHandle backend();

  /**
   * What to do when the backend was removed and its running answers have had their time; done at
   * once when that was so already. The last action given counts.
   */
  void onRevoke(Runnable action);

  @Override
  void close();
}
