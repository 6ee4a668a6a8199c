package org.jackfield.spi.operation;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A model that a backend has. Create it by its factory.
 *
 * @param id the name to ask for it by
 * @param sizeBytes its size on disk, when known
 * @param contextTokens its context window, when known
 * @param maxOutputTokens the most tokens of an answer, when known
 */
public record ModelInfo(
    String id, OptionalLong sizeBytes, OptionalInt contextTokens, OptionalInt maxOutputTokens) {
  /** A model of whose answers nobody knows how long they may be. */
  public ModelInfo(String id, OptionalLong sizeBytes, OptionalInt contextTokens) {
    this(id, sizeBytes, contextTokens, OptionalInt.empty());
  }

  /** A model of that name. */
  public static ModelInfo of(String id) {
    return new ModelInfo(id, OptionalLong.empty(), OptionalInt.empty(), OptionalInt.empty());
  }

  /** The same with its size on disk. */
  public ModelInfo withSize(long bytes) {
    return new ModelInfo(id, OptionalLong.of(bytes), contextTokens, maxOutputTokens);
  }

  /** The same with its context window. */
  public ModelInfo withContext(int tokens) {
    return new ModelInfo(id, sizeBytes, OptionalInt.of(tokens), maxOutputTokens);
  }

  /** The same with the most tokens of an answer. */
  public ModelInfo withMaxOutput(int tokens) {
    return new ModelInfo(id, sizeBytes, contextTokens, OptionalInt.of(tokens));
  }
}
