package org.jackfield.plugin.llamacpp.gguf;

import java.util.List;

/**
 * One tensor as the header describes it; its bytes are known to lie inside the file.
 *
 * @param name unique in the file
 * @param dimensions elements per dimension, fastest first; 1 to 4 of them
 * @param type how the numbers are stored
 * @param offset bytes from the start of the data section
 * @param sizeBytes bytes it takes
 */
public record GgufTensor(
    String name, List<Long> dimensions, GgufTensorType type, long offset, long sizeBytes) {
  /** Copies the dimensions. */
  public GgufTensor {
    dimensions = List.copyOf(dimensions);
  }
}
