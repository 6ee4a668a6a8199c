package org.jackfield.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.spi.http.HttpExchange;
import tools.jackson.databind.JsonNode;

/**
 * How long an upstream asks to wait: {@code retry-after-ms}, then {@code Retry-After} as seconds
 * (whole or not) or as an HTTP date (RFC 9110, section 10.2.3), then a field of the body, then what
 * the text of the refusal says, such as OpenAI's "Please try again in 6.5s" or Azure's "Please
 * retry after 20 seconds". A wait of nothing or less, or until a date that is past, asks for
 * nothing: the next source is read, and where none asks, whoever waits knows best how long. A wait
 * of more than a day counts as a day.
 */
public final class RetryAfter {
  /** The longest wait that is believed. */
  public static final Duration MAX = Duration.ofDays(1);

  /** Possessive, and on a cut text, so that no text can make it slow. */
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)\\b(?:try again|retry) (?:in|after) ((?:\\d{1,9}(?:\\.\\d{1,9})?\\s?+[a-z]{1,12}\\s?+)++)");

  private static final Pattern AMOUNT = Pattern.compile("([\\d.]++)\\s?+([A-Za-z]++)");
  private static final int MAX_TEXT_CHARS = 4_000;

  private RetryAfter() {}

  /** What the response's headers ask for; empty when they do not or cannot be read. */
  public static Optional<Duration> of(HttpExchange response, InstantSource clock) {
    Optional<Duration> millis =
        response.header("retry-after-ms").flatMap(text -> number(text, 0.001));
    return millis.isPresent()
        ? millis
        : response.header("retry-after").flatMap(text -> parse(text, clock));
  }

  /**
   * What the body of a refusal asks for, where headers say nothing: the {@code retryDelay} of
   * Google's {@code RetryInfo} among its details, such as {@code "36s"} or {@code "1.5s"}
   * (https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto). Empty
   * when it asks for nothing.
   */
  public static Optional<Duration> of(ErrorBody error) {
    for (JsonNode detail : error.fields().path("details")) {
      Optional<Duration> wait =
          Json.text(detail, "retryDelay")
              .filter(text -> text.endsWith("s"))
              .flatMap(text -> number(text.substring(0, text.length() - 1), 1));
      if (wait.isPresent()) {
        return wait;
      }
    }
    return Optional.empty();
  }

  /** What a {@code Retry-After} value asks for; empty when it cannot be read. */
  public static Optional<Duration> parse(String value, InstantSource clock) {
    Optional<Duration> seconds = number(value, 1);
    return seconds.isPresent() ? seconds : date(value, clock);
  }

  /** What the text of a refusal asks for; empty when it does not. */
  public static Optional<Duration> inText(String text) {
    String start = text.length() > MAX_TEXT_CHARS ? text.substring(0, MAX_TEXT_CHARS) : text;
    Matcher said = SAID.matcher(start);
    if (!said.find()) {
      return Optional.empty();
    }
    double seconds = 0;
    boolean known = false;
    Matcher amount = AMOUNT.matcher(said.group(1));
    while (amount.find()) {
      double unit = secondsPer(amount.group(2).toLowerCase(Locale.ROOT));
      if (unit == 0) {
        break;
      }
      known = true;
      seconds += Double.parseDouble(amount.group(1)) * unit;
    }
    return known ? number(Double.toString(seconds), 1) : Optional.empty();
  }

  /** What that unit is in seconds; 0 for a word that is none. */
  private static double secondsPer(String unit) {
    return switch (unit) {
      case "ms", "millisecond", "milliseconds" -> 0.001;
      case "s", "sec", "secs", "second", "seconds" -> 1;
      case "m", "min", "mins", "minute", "minutes" -> 60;
      case "h", "hr", "hrs", "hour", "hours" -> 3_600;
      case "d", "day", "days" -> 86_400;
      default -> 0;
    };
  }

  private static Optional<Duration> number(String value, double secondsPerUnit) {
    try {
      double seconds = Double.parseDouble(value.strip()) * secondsPerUnit;
      if (!(seconds > 0)) {
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
      if (!wait.isPositive()) {
        return Optional.empty();
      }
      return Optional.of(wait.compareTo(MAX) > 0 ? MAX : wait);
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
