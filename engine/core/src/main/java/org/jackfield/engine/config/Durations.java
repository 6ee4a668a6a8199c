package org.jackfield.engine.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as the configuration writes them: seconds, or a number with its unit. */
final class Durations {
  private static final Pattern TIME =
      Pattern.compile("((?:0|[1-9][0-9]{0,11})(?:\\.[0-9]{1,9})?)(ms|s|m|h|d)?");

  private Durations() {}

  static Optional<Duration> parse(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2) == null ? "s" : matcher.group(2);
    long nanosPerUnit =
        switch (unit) {
          case "ms" -> 1_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          case "d" -> 86_400_000_000_000L;
          default -> 1_000_000_000L;
        };
    BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanosPerUnit));
    BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000L));
    return Optional.of(Duration.ofSeconds(parts[0].longValue(), parts[1].longValue()));
  }

  /** The shortest way to write it. */
  static String text(Duration time) {
    if (time.toMillis() % 1000 != 0 || time.isZero()) {
      return time.isZero() ? "0s" : time.toMillis() + "ms";
    }
    return time.toSeconds() + "s";
  }
}
