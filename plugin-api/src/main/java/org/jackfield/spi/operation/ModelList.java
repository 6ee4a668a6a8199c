package org.jackfield.spi.operation;

import java.util.List;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Operation;

/** Lists the models a backend has. Thread-safe. */
public interface ModelList extends Operation {
  /**
   * The models, in the backend's order; blocks.
   *
   * @throws BackendException when the backend refuses or fails
   */
  List<ModelInfo> models(Attempt attempt);
}
