package org.jackfield.engine.structured;

/** JSON Pointers in messages, as in {@code at /items/0: words}. */
final class Pointers {
  private static final int LONGEST = 200;

  private Pointers() {}

  /** A name as a part of a pointer (RFC 6901). */
  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** What is to be said of that place; names and values in it may be anything, so it is cut. */
  static String said(String pointer, String words) {
    return cut(pointer.isEmpty() ? "at the top" : "at " + pointer) + ": " + cut(words);
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
