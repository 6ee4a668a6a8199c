package org.jackfield.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A source that gives its bytes in the pieces it was cut into. */
final class Slices implements ByteSource {
  private final byte[] bytes;
  private final List<Integer> ends;
  private int position;
  private int piece;

  private Slices(byte[] bytes, List<Integer> ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  static Slices whole(byte[] bytes) {
    return new Slices(bytes, List.of(bytes.length));
  }

  static Slices cutAt(byte[] bytes, int position) {
    return new Slices(bytes, List.of(position, bytes.length));
  }

  static Slices bytewise(byte[] bytes) {
    List<Integer> ends = new ArrayList<>();
    for (int i = 1; i <= bytes.length; i++) {
      ends.add(i);
    }
    return new Slices(bytes, ends);
  }

  static Slices random(byte[] bytes, Random random) {
    List<Integer> ends = new ArrayList<>();
    int end = 0;
    while (end < bytes.length) {
      end = Math.min(bytes.length, end + 1 + random.nextInt(40));
      ends.add(end);
    }
    return new Slices(bytes, ends);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    while (piece < ends.size() && position == ends.get(piece)) {
      piece++;
    }
    if (piece == ends.size()) {
      return -1;
    }
    int count = Math.min(length, ends.get(piece) - position);
    System.arraycopy(bytes, position, buffer, offset, count);
    position += count;
    return count;
  }

  /** How many bytes were taken so far. */
  int taken() {
    return position;
  }
}
