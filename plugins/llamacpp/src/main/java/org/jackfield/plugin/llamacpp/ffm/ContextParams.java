package org.jackfield.plugin.llamacpp.ffm;

/**
 * How a context is made.
 *
 * @param sequenceTokens tokens each sequence can hold
 * @param sequences how many sequences are kept side by side
 * @param batchTokens the most tokens of one decode
 * @param threads that compute
 * @param cache how keys and values are stored
 * @param flashAttention whether the library may fuse attention; off gives plain f32 sums, for
 *     comparisons
 */
public record ContextParams(
    int sequenceTokens,
    int sequences,
    int batchTokens,
    int threads,
    CacheType cache,
    boolean flashAttention) {
  /** The number type of the key-value cache. */
  public enum CacheType {
    F32(0),
    F16(1),
    Q8_0(8);

    private final int number;

    CacheType(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** Refuses what no context can have. */
  public ContextParams {
    if (sequenceTokens < 1 || sequences < 1 || batchTokens < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "sequenceTokens %d, sequences %d, batchTokens %d and threads %d have to be positive"
              .formatted(sequenceTokens, sequences, batchTokens, threads));
    }
  }
}
