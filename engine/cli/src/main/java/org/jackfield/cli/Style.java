package org.jackfield.cli;

/**
 * How text is set off from other text: by colour, or not at all.
 *
 * @param color whether the reader sees colour
 */
record Style(boolean color) {
  /** Of less weight than the answer. */
  String dim(String text) {
    return set("2", text);
  }

  /** A heading. */
  String bold(String text) {
    return set("1", text);
  }

  /** Something failed. */
  String red(String text) {
    return set("31", text);
  }

  /** Something is well. */
  String green(String text) {
    return set("32", text);
  }

  private String set(String code, String text) {
    return color && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
