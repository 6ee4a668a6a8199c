package org.jackfield.spi.operation;

import java.util.List;
import java.util.OptionalInt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * Texts to embed. Create it by its factory.
 *
 * @param model the model, or empty for the backend's own
 * @param texts the texts, in order; at least one
 * @param dimensions the wanted length of the vectors, when not the model's own
 */
public record EmbeddingRequest(String model, List<String> texts, OptionalInt dimensions) {
  /**
   * Copies its list.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when there is nothing to embed, or
   *     no vector is that short
   */
  public EmbeddingRequest {
    texts = List.copyOf(texts);
    if (texts.isEmpty()) {
      throw BackendException.invalid("texts", "empty", "at least one text");
    }
    if (dimensions.orElse(1) < 1) {
      throw BackendException.invalid("dimensions", dimensions.getAsInt(), "1 or more");
    }
  }

  /** Texts for a model, vectors of its own length. */
  public static EmbeddingRequest of(String model, List<String> texts) {
    return new EmbeddingRequest(model, texts, OptionalInt.empty());
  }

  /** The same for that model; empty for the backend's own. */
  public EmbeddingRequest withModel(String model) {
    return new EmbeddingRequest(model, texts, dimensions);
  }

  /** The same with vectors of that length. */
  public EmbeddingRequest withDimensions(int length) {
    return new EmbeddingRequest(model, texts, OptionalInt.of(length));
  }

  /** The model and how many texts; never what they say. */
  @Override
  public String toString() {
    return texts.size() + (texts.size() == 1 ? " text for '" : " texts for '") + model + "'";
  }
}
