package org.jackfield.engine.snapshot;

import java.util.function.Supplier;
import org.jackfield.spi.Attempt;

/** An attempt whose time to first content is watched, and can be stopped meanwhile. */
public interface TimedAttempt extends Attempt {
  /**
   * Runs something slow that is not the upstream's fault, such as pulling a model, with the timer
   * stopped; afterwards the timer starts anew.
   */
  <T> T outsideTimer(Supplier<T> work);
}
