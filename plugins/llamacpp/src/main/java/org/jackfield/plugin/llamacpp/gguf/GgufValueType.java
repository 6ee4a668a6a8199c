package org.jackfield.plugin.llamacpp.gguf;

/**
 * The type of a metadata value, by its number in the file.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF specification</a>
 */
public enum GgufValueType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  FLOAT32(4),
  BOOL(1),
  STRING(8),
  ARRAY(12),
  UINT64(8),
  INT64(8),
  FLOAT64(8);

  private static final GgufValueType[] BY_NUMBER = values();

  private final int minimumBytes;

  GgufValueType(int minimumBytes) {
    this.minimumBytes = minimumBytes;
  }

  /** The least number of bytes that one value takes in the file; exact for scalars. */
  int minimumBytes() {
    return minimumBytes;
  }

  static GgufValueType of(int number, String where) {
    if (number < 0 || number >= BY_NUMBER.length) {
      throw new GgufException(
          where + " has the unknown value type " + Integer.toUnsignedString(number));
    }
    return BY_NUMBER[number];
  }
}
