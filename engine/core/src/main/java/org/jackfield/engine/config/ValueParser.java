package org.jackfield.engine.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.spi.Secret;

/** Reads one value strictly: a number is a number only if everybody would read it so. */
final class ValueParser {
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern DECIMAL =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,15})(B|KB|MB|GB)?");
  private static final Map<String, Long> SIZE_UNITS =
      Map.of("B", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30);

  private ValueParser() {}

  /** What a text turned out to be. */
  sealed interface Parsed {
    /** A value. */
    record Good(Object value) implements Parsed {}

    /**
     * Something else.
     *
     * @param expected what it should be: "a whole number"
     * @param hint how to write it; may be empty
     */
    record Bad(String expected, String hint) implements Parsed {}
  }

  static Parsed parse(ValueType.Single type, String text) {
    return switch (type) {
      case ValueType.Text ignored -> text(text);
      case ValueType.Hidden ignored ->
          text.chars().anyMatch(c -> c < ' ' || c == 0x7F)
              ? new Parsed.Bad("a secret of one line", "It has a line end or control character.")
              : new Parsed.Good(Secret.of(text));
      case ValueType.Whole whole -> whole(text, whole);
      case ValueType.Decimal decimal -> decimal(text, decimal);
      case ValueType.Flag ignored -> flag(text);
      case ValueType.Time time -> time(text, time);
      case ValueType.Size size -> size(text, size);
      case ValueType.Url ignored -> url(text);
      case ValueType.Choice choice ->
          choice.values().contains(text)
              ? new Parsed.Good(text)
              : new Parsed.Bad(
                  "one of " + String.join(", ", choice.values()),
                  Nearest.of(text, choice.values())
                      .map(near -> "Did you mean '" + near + "'?")
                      .orElse(""));
    };
  }

  private static Parsed text(String text) {
    boolean broken =
        text.codePoints()
            .anyMatch(
                c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    return broken
        ? new Parsed.Bad("text", "It has a NUL character or half a character.")
        : new Parsed.Good(text);
  }

  private static Parsed whole(String text, ValueType.Whole type) {
    boolean unbounded = type.min() == Long.MIN_VALUE && type.max() == Long.MAX_VALUE;
    String expected =
        unbounded ? "a whole number" : "a whole number from " + type.min() + " to " + type.max();
    if (!WHOLE.matcher(text).matches()) {
      return new Parsed.Bad(expected, numberHint(text));
    }
    try {
      long value = Long.parseLong(text);
      return value < type.min() || value > type.max()
          ? new Parsed.Bad(expected, "")
          : new Parsed.Good(value);
    } catch (NumberFormatException e) {
      return new Parsed.Bad(expected + " of at most 64 bits", "");
    }
  }

  private static Parsed decimal(String text, ValueType.Decimal type) {
    String expected =
        type.max() == Double.MAX_VALUE
            ? "a number"
            : "a number from " + plain(type.min()) + " to " + plain(type.max());
    if (!DECIMAL.matcher(text).matches()) {
      return new Parsed.Bad(expected, numberHint(text));
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) || value < type.min() || value > type.max()
        ? new Parsed.Bad(expected, "")
        : new Parsed.Good(value);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static String numberHint(String text) {
    if (text.matches("-?0[0-9_]+")) {
      return "Write it without the leading zero.";
    }
    if (text.matches("[0-9]+([_, '][0-9]+)+")) {
      return "Write only digits: " + text.replaceAll("[_, ']", "") + ".";
    }
    return text.matches("\\.[0-9]+") ? "Write 0" + text + "." : "";
  }

  private static Parsed flag(String text) {
    return switch (text) {
      case "true", "True", "TRUE" -> new Parsed.Good(true);
      case "false", "False", "FALSE" -> new Parsed.Good(false);
      default ->
          new Parsed.Bad(
              "true or false",
              switch (text.toLowerCase(Locale.ROOT)) {
                case "yes", "on", "y", "1" -> "Write true.";
                case "no", "off", "n", "0" -> "Write false.";
                default -> "";
              });
    };
  }

  private static Parsed time(String text, ValueType.Time type) {
    Optional<Duration> time = Durations.parse(text);
    if (time.isEmpty()) {
      return new Parsed.Bad(
          "a time", "Write seconds, or a number with its unit: 500ms, 30s, 5m, 1h.");
    }
    return time.get().compareTo(type.min()) < 0 || time.get().compareTo(type.max()) > 0
        ? new Parsed.Bad(
            "a time from " + Durations.text(type.min()) + " to " + Durations.text(type.max()), "")
        : new Parsed.Good(time.get());
  }

  private static Parsed size(String text, ValueType.Size type) {
    String expected = "a size from " + type.min() + " to " + type.max() + " bytes";
    Matcher matcher = SIZE.matcher(text.replace(" ", "").toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      return new Parsed.Bad(expected, "Write bytes, or a number with its unit: 512KB, 8MB, 1GB.");
    }
    long unit = matcher.group(2) == null ? 1 : SIZE_UNITS.getOrDefault(matcher.group(2), 1L);
    long number = Long.parseLong(matcher.group(1));
    long bytes = number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
    return bytes < type.min() || bytes > type.max()
        ? new Parsed.Bad(expected, "")
        : new Parsed.Good(bytes);
  }

  private static Parsed url(String text) {
    String expected = "an absolute http or https URL";
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return new Parsed.Bad(expected, urlHint(text));
    }
    boolean web =
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    if (web && uri.getHost() == null && text.contains("_")) {
      return new Parsed.Bad(expected, "A host name has no '_'.");
    }
    if (!web || uri.getHost() == null || uri.getPort() > 65_535) {
      return new Parsed.Bad(expected, urlHint(text));
    }
    if (uri.getRawUserInfo() != null) {
      return new Parsed.Bad(
          "a URL without user and password", "Put a key into the key's own setting.");
    }
    return uri.getRawFragment() != null
        ? new Parsed.Bad("a URL without '#'", "")
        : new Parsed.Good(uri);
  }

  private static String urlHint(String text) {
    for (String scheme : List.of("http://", "https://")) {
      if (text.length() > scheme.length()
          && text.regionMatches(true, 0, scheme, 0, scheme.length() - 1)
          && text.charAt(scheme.length() - 1) != '/') {
        return "Two slashes belong after '" + scheme.substring(0, scheme.length() - 2) + "'.";
      }
    }
    if (text.matches("(?i)(?!https?://)[a-z]+:/?/.+")) {
      return "Begin it with http:// or https://.";
    }
    return text.matches("(localhost|[A-Za-z0-9.-]+\\.[A-Za-z0-9-]+|[0-9.]+)(:[0-9]{1,5})?(/.*)?")
        ? "Did you mean 'http://" + text + "'?"
        : "";
  }
}
