package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
    "0.25, 250",
    "' 7 ', 7000",
    "999999999999, 86400000",
    "1e300, 86400000",
    "'Sat, 21 Nov 2026 12:00:05 GMT', 5000",
    "'Sat, 21 Nov 2099 12:00:00 GMT', 86400000"
  })
  void seconds_and_dates_are_read(String value, long millis) {
    assertThat(RetryAfter.parse(value, CLOCK)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "0",
        "0.0",
        "-1",
        "NaN",
        "2026-11-21",
        "Sat, 21 Nov 2026 11:00:00 GMT"
      })
  void what_cannot_be_read_or_is_no_wait_asks_for_nothing(String value) {
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

  /** The body of a 429 as https://github.com/google-gemini/gemini-cli/issues report it. */
  @ParameterizedTest
  @CsvSource({"36s, 36000", "1.5s, 1500", "21599.960323804s, 21599961"})
  void the_retry_info_of_a_body_is_read(String delay, long millis) {
    assertThat(RetryAfter.of(refusal("{\"retryDelay\":\"" + delay + "\"}")))
        .contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"retryDelay\":\"0s\"}",
        "{\"retryDelay\":\"soon\"}",
        "{\"retryDelay\":36}",
        "\"36s\""
      })
  void a_body_without_a_delay_asks_for_nothing(String detail) {
    assertThat(RetryAfter.of(refusal(detail))).isEmpty();
  }

  private static ErrorBody refusal(String detail) {
    String body =
        "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"details\":["
            + "{\"@type\":\"type.googleapis.com/google.rpc.Help\"},"
            + detail
            + "]}}";
    return ErrorBody.read(body.getBytes(StandardCharsets.UTF_8));
  }

  /** Texts of OpenAI (the first four), Azure OpenAI (the next three) and a router. */
  @ParameterizedTest
  @CsvSource({
    "'Rate limit reached for gpt-5-mini. Please try again in 6.5s. Visit the page.', 6500",
    "'Limit 3, Used 3. Please try again in 20ms.', 20",
    "'Please try again in 1m6s. Visit', 66000",
    "'Please try again in 1h2m3.5s.', 3723500",
    "'have exceeded token rate limit. Please retry after 9 seconds. Please go here', 9000",
    "'Please retry after 86400 seconds.', 86400000",
    "'Rate limit is exceeded. Try again in 30 seconds.', 30000",
    "'try again in 9999999 hours', 86400000"
  })
  void the_text_of_a_refusal_is_read(String text, long millis) {
    assertThat(RetryAfter.inText(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Please try again later.", "try again in 5 pieces", "retry after", "in 6s"})
  void a_text_without_a_time_asks_for_nothing(String text) {
    assertThat(RetryAfter.inText(text)).isEmpty();
  }

  @Test
  void a_huge_text_is_read_in_no_time() {
    String text = "try again in " + "1s ".repeat(1_000_000) + "x";

    assertThat(RetryAfter.inText(text)).isPresent();
  }
}
