package org.jackfield.spi.operation;

import java.util.List;
import java.util.OptionalInt;

/**
 * Texts to embed. Create it by its factory.
 *
 * @param model the model, or empty for the backend's own
 * @param texts the texts, in order
 * @param dimensions the wanted length of the vectors, when not the model's own
 */
public record EmbeddingRequest(String model, List<String> texts, OptionalInt dimensions) {
  /** Copies its list. */
  public EmbeddingRequest {
    texts = List.copyOf(texts);
  }

  /** Texts for a model, vectors of its own length. */
  public static EmbeddingRequest of(String model, List<String> texts) {
    return new EmbeddingRequest(model, texts, OptionalInt.empty());
  }

  /** The same with vectors of that length. */
  public EmbeddingRequest withDimensions(int length) {
    return new EmbeddingRequest(model, texts, OptionalInt.of(length));
  }
}
