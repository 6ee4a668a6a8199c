package org.jackfield.spi.operation;

import java.util.List;
import org.jackfield.spi.chat.Usage;

/**
 * Vectors in the order of their texts. Create it by its factory.
 *
 * @param model the model that made them
 * @param vectors one for each text, all of one length
 * @param usage what it took
 */
public record EmbeddingResult(String model, List<float[]> vectors, Usage usage) {
  /** Copies its list. */
  public EmbeddingResult {
    vectors = List.copyOf(vectors);
  }

  /** Vectors with their model and usage. */
  public static EmbeddingResult of(String model, List<float[]> vectors, Usage usage) {
    return new EmbeddingResult(model, vectors, usage);
  }
}
