package org.jackfield.wire;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Vectors of embeddings in JSON. */
public final class Vectors {
  private Vectors() {}

  /** The vector that a list of numbers is; empty when it is none, or has no number. */
  public static Optional<float[]> read(JsonNode values) {
    if (!values.isArray() || values.isEmpty()) {
      return Optional.empty();
    }
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!values.path(i).isNumber()) {
        return Optional.empty();
      }
      vector[i] = values.path(i).floatValue();
    }
    return Optional.of(vector);
  }
}
