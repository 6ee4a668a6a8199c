package org.jackfield.plugin.llamacpp.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The tokens of one decode, in native memory that is used again and again. Belongs to the thread of
 * its context.
 */
public final class TokenBatch {
  private final int capacity;
  private final MemorySegment struct;
  private final MemorySegment tokens;
  private final MemorySegment positions;
  private final MemorySegment sequences;
  private final MemorySegment wanted;
  private int size;

  TokenBatch(Arena arena, int capacity) {
    this.capacity = capacity;
    struct = arena.allocate(LlamaAbi.BATCH);
    tokens = arena.allocate(JAVA_INT, capacity);
    positions = arena.allocate(JAVA_INT, capacity);
    sequences = arena.allocate(JAVA_INT, capacity);
    wanted = arena.allocate(JAVA_BYTE, capacity);
    MemorySegment one = arena.allocate(JAVA_INT, capacity);
    MemorySegment pointers = arena.allocate(ADDRESS, capacity);
    for (int i = 0; i < capacity; i++) {
      one.setAtIndex(JAVA_INT, i, 1);
      pointers.setAtIndex(ADDRESS, i, sequences.asSlice(4L * i));
    }
    struct.set(ADDRESS, LlamaAbi.BATCH_TOKEN, tokens);
    struct.set(ADDRESS, LlamaAbi.BATCH_POS, positions);
    struct.set(ADDRESS, LlamaAbi.BATCH_N_SEQ_ID, one);
    struct.set(ADDRESS, LlamaAbi.BATCH_SEQ_ID, pointers);
    struct.set(ADDRESS, LlamaAbi.BATCH_LOGITS, wanted);
  }

  /** Empties it. */
  public void clear() {
    size = 0;
  }

  /** Tokens in it. */
  public int size() {
    return size;
  }

  /** Tokens that still fit. */
  public int room() {
    return capacity - size;
  }

  /**
   * Appends a token.
   *
   * @param logits whether the scores of what follows it are wanted
   * @return its index in the batch, by which {@link LlamaContext#logits} is asked
   */
  public int add(int token, int position, int sequence, boolean logits) {
    tokens.setAtIndex(JAVA_INT, size, token);
    positions.setAtIndex(JAVA_INT, size, position);
    sequences.setAtIndex(JAVA_INT, size, sequence);
    wanted.set(JAVA_BYTE, size, (byte) (logits ? 1 : 0));
    return size++;
  }

  MemorySegment struct() {
    struct.set(JAVA_INT, LlamaAbi.BATCH_N_TOKENS, size);
    return struct;
  }
}
