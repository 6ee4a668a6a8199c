package org.jackfield.chattemplate;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/**
 * Python's strftime in English, for the directives that have one meaning on every system:
 * https://docs.python.org/3/library/datetime.html#format-codes
 */
final class Strftime {
  private Strftime() {}

  static Text format(RenderRun run, Text format) {
    ZonedDateTime now = ZonedDateTime.now(run.clock());
    TextBuilder out = run.text();
    String string = format.string();
    int at = 0;
    while (at < string.length()) {
      int percent = string.indexOf('%', at);
      int end = percent < 0 ? string.length() : percent;
      out.append(format, at, end);
      if (percent < 0) {
        break;
      }
      boolean unpadded = string.startsWith("-", percent + 1);
      int letter = percent + (unpadded ? 2 : 1);
      if (letter >= string.length()) {
        throw run.error("the time format ends after '%'");
      }
      String field = field(run, now, string.charAt(letter));
      out.append(unpadded ? unpad(field) : field, false);
      at = letter + 1;
    }
    return out.build();
  }

  /** The C library's flag '-': numbers without leading zeros. */
  private static String unpad(String field) {
    int from = 0;
    while (from < field.length() - 1 && field.charAt(from) == '0') {
      from++;
    }
    return field.substring(from);
  }

  private static String field(RenderRun run, ZonedDateTime now, char directive) {
    int hour = now.getHour();
    return switch (directive) {
      case 'Y' -> Integer.toString(now.getYear());
      case 'y' -> two(now.getYear() % 100);
      case 'm' -> two(now.getMonthValue());
      case 'd' -> two(now.getDayOfMonth());
      case 'e' -> "%2d".formatted(now.getDayOfMonth());
      case 'j' -> "%03d".formatted(now.getDayOfYear());
      case 'H' -> two(hour);
      case 'I' -> two(hour % 12 == 0 ? 12 : hour % 12);
      case 'M' -> two(now.getMinute());
      case 'S' -> two(now.getSecond());
      case 'f' -> "%06d".formatted(now.getNano() / 1000);
      case 'p' -> hour < 12 ? "AM" : "PM";
      case 'A' -> now.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'a' -> now.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> now.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b' -> now.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'u' -> Integer.toString(now.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(now.getDayOfWeek().getValue() % 7);
      // transformers formats a time without zone, for which both are empty.
      case 'z', 'Z' -> "";
      case 'F' ->
          "%d-%s-%s".formatted(now.getYear(), two(now.getMonthValue()), two(now.getDayOfMonth()));
      case 'T' -> "%s:%s:%s".formatted(two(hour), two(now.getMinute()), two(now.getSecond()));
      case '%' -> "%";
      default ->
          throw run.unsupported("the time format '%%%s' is not supported".formatted(directive));
    };
  }

  private static String two(int number) {
    return "%02d".formatted(number);
  }
}
