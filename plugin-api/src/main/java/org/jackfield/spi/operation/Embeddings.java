package org.jackfield.spi.operation;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Operation;

/** Turns texts into vectors. Thread-safe. */
public interface Embeddings extends Operation {
  /**
   * One vector for each text, in order; blocks.
   *
   * @throws BackendException when the backend refuses or fails
   */
  EmbeddingResult embed(EmbeddingRequest request, Attempt attempt);
}
