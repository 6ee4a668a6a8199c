package org.jackfield.chattemplate;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A string value that knows for each character whether the template or the caller's data wrote it.
 * Immutable. Indexes are UTF-16 units unless a name says code point.
 */
final class Text implements Value {
  /*
   * Origins are run-length coded: the origin of the first character and the ascending indexes at
   * which it flips. Nearly every string has no flip at all, so the marks cost one shared array.
   */
  private static final int[] NO_FLIPS = {};
  static final Text EMPTY = new Text("", false, NO_FLIPS);

  private final String string;
  private final boolean startsAsContent;
  private final boolean markup;
  private final int[] flips;
  // Computed on demand; a race only computes the same number twice.
  private int codePoints = -1;

  private Text(String string, boolean startsAsContent, int[] flips) {
    this(string, startsAsContent, flips, false);
  }

  private Text(String string, boolean startsAsContent, int[] flips, boolean markup) {
    this.string = string;
    this.markup = markup;
    this.startsAsContent = startsAsContent;
    this.flips = flips;
  }

  static Text of(String string, boolean content) {
    return string.isEmpty() ? EMPTY : new Text(string, content, NO_FLIPS);
  }

  static Text template(String string) {
    return of(string, false);
  }

  static Text content(String string) {
    return of(string, true);
  }

  static Text of(String string, boolean startsAsContent, int[] flips, int flipCount) {
    if (string.isEmpty()) {
      return EMPTY;
    }
    int[] own = flipCount == 0 ? NO_FLIPS : Arrays.copyOf(flips, flipCount);
    return new Text(string, startsAsContent, own);
  }

  String string() {
    return string;
  }

  int length() {
    return string.length();
  }

  boolean isEmpty() {
    return string.isEmpty();
  }

  /** True when any character came from the caller's data. */
  boolean hasContent() {
    return startsAsContent || flips.length > 0;
  }

  boolean contentAt(int index) {
    return startsAsContent ^ (flipAfter(index) % 2 == 1);
  }

  /** Which flip is the first one after an index; the number of flips when there is none. */
  int flipAfter(int index) {
    int found = Arrays.binarySearch(flips, index);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The index of a flip; the length of the text behind the last one. */
  int flip(int number) {
    return number < flips.length ? flips[number] : string.length();
  }

  /** The end of the run of one origin that holds the index. */
  int runEnd(int index) {
    return flip(flipAfter(index));
  }

  Text slice(int from, int to) {
    if (from >= to) {
      return EMPTY;
    }
    if (from == 0 && to == string.length()) {
      return this;
    }
    String part = string.substring(from, to);
    if (flips.length == 0) {
      return new Text(part, startsAsContent, NO_FLIPS, markup);
    }
    int first = flipAfter(from);
    int last = flipAfter(to - 1);
    int[] own = last <= first ? NO_FLIPS : Arrays.copyOfRange(flips, first, last);
    for (int i = 0; i < own.length; i++) {
      own[i] -= from;
    }
    return new Text(part, contentAt(from), own, markup);
  }

  /** True for the result of the filters safe and escape, to which jinja2 adds only escaped text. */
  boolean isMarkup() {
    return markup;
  }

  Text asMarkup(boolean isMarkup) {
    return isMarkup == markup ? this : new Text(string, startsAsContent, flips, isMarkup);
  }

  /** The text after a mapping whose length does not depend on the neighbours, as letter case. */
  Text mapped(UnaryOperator<String> mapping) {
    return remapped(mapping).asMarkup(markup);
  }

  private Text remapped(UnaryOperator<String> mapping) {
    String whole = mapping.apply(string);
    if (flips.length == 0) {
      return of(whole, startsAsContent);
    }
    int[] moved = new int[flips.length];
    int start = 0;
    int offset = 0;
    for (int i = 0; i < flips.length; i++) {
      offset += mapping.apply(string.substring(start, flips[i])).length();
      moved[i] = offset;
      start = flips[i];
    }
    offset += mapping.apply(string.substring(start)).length();
    // A mapping that breaks the promise loses the marks to the safe side.
    return offset == whole.length() && strictlyAscending(moved)
        ? new Text(whole, startsAsContent, moved)
        : content(whole);
  }

  private static boolean strictlyAscending(int[] indexes) {
    for (int i = 1; i < indexes.length; i++) {
      if (indexes[i] <= indexes[i - 1]) {
        return false;
      }
    }
    return true;
  }

  int codePoints() {
    if (codePoints < 0) {
      codePoints = string.codePointCount(0, string.length());
    }
    return codePoints;
  }

  /** The UTF-16 index of a code point index. */
  int unitIndex(int codePointIndex) {
    return codePoints() == string.length()
        ? codePointIndex
        : string.offsetByCodePoints(0, codePointIndex);
  }

  /** The code point index of a UTF-16 index. */
  int codePointIndex(int unitIndex) {
    return codePoints() == string.length() ? unitIndex : string.codePointCount(0, unitIndex);
  }

  /** The character at a code point index. */
  Text codePointAt(int codePointIndex) {
    int from = unitIndex(codePointIndex);
    return slice(from, from + Character.charCount(string.codePointAt(from)));
  }

  /** The UTF-16 index at which each code point starts, and the length as the last element. */
  int[] codePointStarts() {
    int[] starts = new int[codePoints() + 1];
    int at = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = at;
      at += at < string.length() ? Character.charCount(string.codePointAt(at)) : 0;
    }
    return starts;
  }

  /** A slice by code point indexes. */
  Text codePointSlice(int from, int to) {
    return from >= to ? EMPTY : slice(unitIndex(from), unitIndex(to));
  }

  @Override
  public String toString() {
    return string;
  }
}
