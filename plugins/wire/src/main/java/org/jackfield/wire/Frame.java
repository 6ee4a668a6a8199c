package org.jackfield.wire;

import java.nio.charset.StandardCharsets;

/**
 * One frame of a stream: its raw bytes with their line ends, and the data inside. Immutable by
 * agreement: the arrays are not copied, do not change them.
 */
public final class Frame {
  private final byte[] raw;
  private final String name;
  private final byte[] data;
  private final int offset;
  private final int length;

  Frame(byte[] raw, String name, byte[] data, int offset, int length) {
    this.raw = raw;
    this.name = name;
    this.data = data;
    this.offset = offset;
    this.length = length;
  }

  /**
   * All bytes of the frame as they came, the blank line or the line end that closes it included.
   */
  public byte[] raw() {
    return raw;
  }

  /** The event's name; empty when the frame has none. */
  public String name() {
    return name;
  }

  /** The array that holds the data, from {@link #offset} on. */
  public byte[] data() {
    return data;
  }

  /** Where the data begins in {@link #data}. */
  public int offset() {
    return offset;
  }

  /** How many bytes of data there are. */
  public int length() {
    return length;
  }

  /** Whether the data is exactly that text, which must be ASCII. */
  public boolean is(String text) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (data[offset + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The data, decoded as UTF-8. */
  public String text() {
    return new String(data, offset, length, StandardCharsets.UTF_8);
  }

  /** The name and the size; never the content. */
  @Override
  public String toString() {
    return (name.isEmpty() ? "frame" : "frame " + name) + " of " + raw.length + " bytes";
  }
}
