package org.jackfield.models.fetch;

import java.util.Locale;

/** Numbers of bytes as people read them: decimal units, as shops and downloads show them. */
public final class Sizes {
  private Sizes() {}

  /** Such as "98.4 MB". */
  public static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    double value = bytes;
    String unit = "";
    for (String next : new String[] {"kB", "MB", "GB", "TB"}) {
      if (value < 999.95) {
        break;
      }
      value /= 1000;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }
}
