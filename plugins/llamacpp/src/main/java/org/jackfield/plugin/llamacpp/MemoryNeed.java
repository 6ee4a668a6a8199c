package org.jackfield.plugin.llamacpp;

import java.util.stream.LongStream;
import org.jackfield.plugin.llamacpp.ffm.ContextParams.CacheType;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.plugin.llamacpp.gguf.GgufTensor;

/**
 * What a model needs of the machine's memory, by its header.
 *
 * @param weightBytes of its tensors
 * @param tokenBytes of the key-value cache for each token, an estimate: architectures that share or
 *     compress their cache need less
 */
record MemoryNeed(long weightBytes, double tokenBytes) {
  /** Position and owners of a cell, beside its keys and values. */
  private static final int CELL_BYTES = 64;

  /** The library rounds the length of each sequence up to a multiple of this. */
  private static final int CELLS_TOGETHER = 256;

  static MemoryNeed of(GgufFile file, CacheType cache) {
    String a = file.architecture() + ".";
    long layers = file.whole(a + "block_count").orElse(1);
    long heads = most(file, a + "attention.head_count");
    long headSize = file.whole(a + "embedding_length").orElse(0) / Math.max(1, heads);
    long keys = file.whole(a + "attention.key_length").orElse(headSize);
    long values = file.whole(a + "attention.value_length").orElse(headSize);
    double numberBytes =
        switch (cache) {
          case F32 -> 4;
          case F16 -> 2;
          case Q8_0 -> 34.0 / 32;
        };
    double cached = cachedHeads(file, a, layers, heads);
    long weights = file.tensors().stream().mapToLong(GgufTensor::sizeBytes).sum();
    return new MemoryNeed(weights, cached * (keys + values) * numberBytes + CELL_BYTES);
  }

  /** Bytes of the cache for so many sequences of so many tokens. */
  long cacheBytes(int tokens, int sequences) {
    long cells = (long) Math.ceilDiv(tokens, CELLS_TOGETHER) * CELLS_TOGETHER * sequences;
    return (long) (cells * tokenBytes);
  }

  /** Key-value heads of all layers; layers without attention, in mixed models, have none. */
  private static double cachedHeads(GgufFile file, String a, long layers, long heads) {
    String key = a + "attention.head_count_kv";
    return file.array(key)
        .map(each -> (double) LongStream.of(each.whole()).limit(layers).sum())
        .orElseGet(
            () ->
                (double) (layers * file.whole(key).orElse(heads))
                    / Math.max(1, file.whole(a + "full_attention_interval").orElse(1)));
  }

  /** A number, or the largest where there is one for each layer. */
  private static long most(GgufFile file, String key) {
    return file.array(key)
        .map(each -> LongStream.of(each.whole()).max().orElse(1))
        .orElseGet(() -> file.whole(key).orElse(1));
  }
}
