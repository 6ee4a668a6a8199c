package org.jackfield.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jackfield.spi.http.HttpExchange;

/**
 * How long an upstream asks to wait: {@code retry-after-ms}, then {@code Retry-After} as seconds
 * (whole or not) or as an HTTP date (RFC 9110, section 10.2.3). A past date means no wait; a wait
 * of more than a day counts as a day.
 */
public final class RetryAfter {
  /** The longest wait that is believed. */
  public static final Duration MAX = Duration.ofDays(1);

  private RetryAfter() {}

  /** What the response's headers ask for; empty when they do not or cannot be read. */
  public static Optional<Duration> of(HttpExchange response, InstantSource clock) {
    Optional<Duration> millis =
        response.header("retry-after-ms").flatMap(text -> number(text, 0.001));
    return millis.isPresent()
        ? millis
        : response.header("retry-after").flatMap(text -> parse(text, clock));
  }

  /** What a {@code Retry-After} value asks for; empty when it cannot be read. */
  public static Optional<Duration> parse(String value, InstantSource clock) {
    Optional<Duration> seconds = number(value, 1);
    return seconds.isPresent() ? seconds : date(value, clock);
  }

  private static Optional<Duration> number(String value, double secondsPerUnit) {
    try {
      double seconds = Double.parseDouble(value.strip()) * secondsPerUnit;
      if (Double.isNaN(seconds) || seconds < 0) {
        return Optional.empty();
      }
      double millis = Math.min(seconds, MAX.toSeconds()) * 1000;
      return Optional.of(Duration.ofMillis((long) Math.ceil(millis)));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> date(String value, InstantSource clock) {
    try {
      ZonedDateTime at = ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(clock.instant(), at.toInstant());
      if (wait.isNegative()) {
        return Optional.of(Duration.ZERO);
      }
      return Optional.of(wait.compareTo(MAX) > 0 ? MAX : wait);
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
