package org.jackfield.engine.snapshot;

import java.util.function.Supplier;
import org.jackfield.engine.PullRule;
import org.jackfield.spi.Attempt;

/** An attempt as its host made it: with what a plugin does not see. */
public interface HostedAttempt extends Attempt {
  /** What its call may have pulled. */
  PullRule pulls();

  /**
   * Runs something slow that is not the upstream's fault, such as pulling a model, with the timer
   * to first content stopped; afterwards the timer starts anew.
   */
  <T> T outsideTimer(Supplier<T> work);
}
