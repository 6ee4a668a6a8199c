package org.jackfield.spi;

/**
 * What one upstream call needs beside its request: its limits and its end. Made by the engine,
 * valid until the call's stream is closed. Thread-safe.
 */
public interface Attempt {
  /** When the whole call must be over. */
  Deadline deadline();

  /** Whether nobody wants the answer any more. Cheap: native loops poll it. */
  boolean cancelled();

  /**
   * Runs the action once when the attempt is cancelled, at once if it already is. The action must
   * not block. {@link org.jackfield.spi.http.HttpTransport} closes its exchanges by itself.
   */
  void onCancel(Runnable action);

  /**
   * What is known about the model that this attempt asks: what the backend itself says of it,
   * completed and corrected by the engine's data. Nothing, where nobody knows anything.
   */
  default Capabilities capabilities() {
    return Capabilities.of();
  }

  /**
   * Says what of the request could not be carried over to this backend, such as an advisory field;
   * the caller gets to see it.
   */
  void note(String remark);
}
