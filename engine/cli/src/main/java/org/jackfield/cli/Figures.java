package org.jackfield.cli;

import java.time.Duration;
import java.util.Locale;

/** Figures as people read them; always with a point, whatever the locale. */
final class Figures {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private Figures() {}

  /** Bytes in decimal units: {@code 98.4 MB}. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.95 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : format("%.1f %s", value, UNITS[unit]);
  }

  /** A time that was measured: {@code 0.31 s}, {@code 12 ms}, {@code 2 min 5 s}. */
  static String elapsed(Duration time) {
    long millis = time.toMillis();
    if (millis < 100) {
      return millis + " ms";
    }
    if (millis < 10_000) {
      return format("%.2f s", millis / 1000.0);
    }
    return wait(time);
  }

  /** A time to wait, to the second: {@code 4 s}, {@code 2 min 5 s}, {@code 1 h 3 min}. */
  static String wait(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  /** A rate: {@code 95 tok/s}, {@code 9.5 tok/s}. */
  static String tokensPerSecond(double rate) {
    return rate >= 10 ? Math.round(rate) + " tok/s" : format("%.1f tok/s", rate);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
