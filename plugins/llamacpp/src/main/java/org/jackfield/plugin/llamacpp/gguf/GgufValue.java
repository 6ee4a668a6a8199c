package org.jackfield.plugin.llamacpp.gguf;

import java.util.Arrays;

/**
 * A metadata value. Whole arrays of strings are not kept, only counted: a vocabulary is the native
 * library's affair.
 */
public sealed interface GgufValue {
  /** Text up to 1 MiB; invalid UTF-8 in it is replaced. */
  record Text(String text) implements GgufValue {}

  /** A string too long to be kept. */
  record LongText(long sizeBytes) implements GgufValue {}

  /** Any whole number; {@code uint64} beyond 2^63 shows as negative. */
  record Whole(GgufValueType type, long value) implements GgufValue {}

  /** Either floating-point type. */
  record Real(double value) implements GgufValue {}

  /** A boolean. */
  record Flag(boolean value) implements GgufValue {}

  /**
   * An array: its element type and count, and the whole numbers in it where there are at most 4,096
   * of them.
   *
   * @param distinct how many different strings it holds; equal to {@code count} for other types
   */
  record Array(GgufValueType element, long count, long distinct, long... whole)
      implements GgufValue {
    /** Copies the numbers. */
    public Array {
      whole = whole.clone();
    }

    @Override
    public long[] whole() {
      return whole.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Array a
          && element == a.element
          && count == a.count
          && distinct == a.distinct
          && Arrays.equals(whole, a.whole);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(count) + Arrays.hashCode(whole);
    }

    @Override
    public String toString() {
      return "Array[" + element + " x " + count + "]";
    }
  }
}
