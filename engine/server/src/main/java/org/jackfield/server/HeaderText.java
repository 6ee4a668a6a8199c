package org.jackfield.server;

/** Text made fit for a header: visible ASCII, and not longer than a header should be. */
final class HeaderText {
  private static final int LONGEST = 1000;

  private HeaderText() {}

  static String of(String text) {
    StringBuilder fit = new StringBuilder();
    for (int i = 0; i < text.length() && fit.length() < LONGEST; i++) {
      char c = text.charAt(i);
      fit.append(c >= ' ' && c < 127 ? c : '?');
    }
    return fit.toString();
  }
}
