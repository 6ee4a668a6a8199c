package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

  @ParameterizedTest
  @CsvSource({
    "2, 2000",
    "0, 0",
    "0.25, 250",
    "' 7 ', 7000",
    "999999999999, 86400000",
    "1e300, 86400000",
    "'Sat, 21 Nov 2026 12:00:05 GMT', 5000",
    "'Sat, 21 Nov 2026 11:00:00 GMT', 0",
    "'Sat, 21 Nov 2099 12:00:00 GMT', 86400000"
  })
  void seconds_and_dates_are_read(String value, long millis) {
    assertThat(RetryAfter.parse(value, CLOCK)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "NaN", "2026-11-21"})
  void what_cannot_be_read_asks_for_nothing(String value) {
    assertThat(RetryAfter.parse(value, CLOCK)).isEmpty();
  }

  @Test
  void milliseconds_win_over_seconds() {
    TestingExchange response =
        new TestingExchange(
            429, Map.of("retry-after-ms", "1500", "retry-after", "60"), new byte[0]);

    assertThat(RetryAfter.of(response, CLOCK)).contains(Duration.ofMillis(1500));
  }

  @Test
  void a_response_without_the_headers_asks_for_nothing() {
    assertThat(RetryAfter.of(new TestingExchange(503, Map.of(), new byte[0]), CLOCK)).isEmpty();
  }
}
