package org.jackfield.spi.operation;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Operation;

/**
 * Makes the backend's model ready to answer, so that a switch to it costs no request its time.
 * Thread-safe. A backend that runs its model itself offers it; one that calls somebody else's
 * server has nothing to make ready and does not.
 */
public interface Preload extends Operation {
  /**
   * Returns when the model can answer at once: pulled, loaded and warm. Blocks as long as that
   * takes, within the attempt's deadline. Idempotent: at once when the model is ready already, and
   * several callers wait for one load. What was loaded stays the backend's own to free.
   *
   * @throws BackendException when the model cannot be made ready: {@link ErrorCode#MODEL_NOT_FOUND}
   *     when there is none of that name, {@link ErrorCode#OVERLOADED} when there is no room for it
   *     now and would be if another model left, {@link ErrorCode#UNAVAILABLE} when it cannot be
   *     pulled or loaded, {@link ErrorCode#CANCELLED} when the attempt is; nothing half-loaded is
   *     left
   */
  void preload(Attempt attempt);
}
