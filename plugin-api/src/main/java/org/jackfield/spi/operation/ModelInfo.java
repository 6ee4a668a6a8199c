package org.jackfield.spi.operation;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A model that a backend has. Create it by its factory.
 *
 * @param id the name to ask for it by
 * @param sizeBytes its size on disk, when known
 * @param contextTokens its context window, when known
 */
public record ModelInfo(String id, OptionalLong sizeBytes, OptionalInt contextTokens) {
  /** A model of that name. */
  public static ModelInfo of(String id) {
    return new ModelInfo(id, OptionalLong.empty(), OptionalInt.empty());
  }

  /** The same with its size on disk. */
  public ModelInfo withSize(long bytes) {
    return new ModelInfo(id, OptionalLong.of(bytes), contextTokens);
  }

  /** The same with its context window. */
  public ModelInfo withContext(int tokens) {
    return new ModelInfo(id, sizeBytes, OptionalInt.of(tokens));
  }
}
