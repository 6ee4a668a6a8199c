package org.jackfield.engine.call;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells a slip of the pen: two names that are one letter apart, which is missing, added, changed or
 * swapped with its neighbour, or that differ only in case. Of a very short name nothing is a slip:
 * too many others are one letter away.
 */
final class Slip {
  private static final int SHORTEST = 4;

  private Slip() {}

  /** The name of which this one is a slip. */
  static Optional<String> of(String written, Collection<String> names) {
    return names.stream()
        .filter(name -> name.length() >= SHORTEST && between(written, name))
        .findFirst();
  }

  private static boolean between(String written, String name) {
    String a = written.toLowerCase(Locale.ROOT);
    String b = name.toLowerCase(Locale.ROOT);
    int shorter = Math.min(a.length(), b.length());
    int from = 0;
    while (from < shorter && a.charAt(from) == b.charAt(from)) {
      from++;
    }
    int same = 0;
    while (same < shorter - from
        && a.charAt(a.length() - 1 - same) == b.charAt(b.length() - 1 - same)) {
      same++;
    }
    String left = a.substring(from, a.length() - same);
    String right = b.substring(from, b.length() - same);
    boolean oneLetter = left.length() <= 1 && right.length() <= 1;
    boolean swapped =
        left.length() == 2 && new StringBuilder(left).reverse().toString().equals(right);
    return oneLetter || swapped;
  }
}
