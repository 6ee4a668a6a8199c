package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;

class UpstreamErrorTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

  private static final TestingExchange BUSY = new TestingExchange(503, Map.of(), new byte[0]);
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void an_error_tells_who_status_text_id_and_wait() {
    TestingExchange response =
        new TestingExchange(429, Map.of("retry-after", "3", "x-request-id", "req_7"), new byte[0]);

    BackendException error = told(response, ErrorCode.RATE_LIMITED, "slow down");

    assertThat(error).hasMessage("B answered with HTTP 429: slow down");
    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(error.upstreamStatus()).hasValue(429);
    assertThat(error.upstreamId()).contains("req_7");
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(3));
  }

  @Test
  void a_wait_that_only_the_text_tells_is_read_where_waiting_helps() {
    String text = "Please try again in 20ms.";
    TestingExchange bare = new TestingExchange(429, Map.of(), new byte[0]);
    TestingExchange told = new TestingExchange(429, Map.of("retry-after", "3"), new byte[0]);

    assertThat(told(bare, ErrorCode.RATE_LIMITED, text).retryAfter())
        .contains(Duration.ofMillis(20));
    assertThat(told(told, ErrorCode.RATE_LIMITED, text).retryAfter())
        .contains(Duration.ofSeconds(3));
    assertThat(told(bare, ErrorCode.QUOTA_EXHAUSTED, text).retryAfter()).isEmpty();
  }

  @Test
  void an_error_inside_an_answer_says_what_to_do_and_shows_no_secret() {
    BackendException error =
        UpstreamError.inAnswer("Backend 'x'", ErrorCode.OVERLOADED, "sk-abcd1234 is busy");

    assertThat(error).hasMessage("Backend 'x' failed while answering: **** is busy");
    assertThat(error.hint()).contains("The server has too much to do; try again later.");
    assertThat(UpstreamError.inAnswer("B", ErrorCode.INTERNAL, ""))
        .hasMessage("B failed while answering.");
  }

  @Test
  void x_should_retry_false_keeps_what_happened_and_forbids_to_try_again() {
    TestingExchange response =
        new TestingExchange(529, Map.of("x-should-retry", "false"), new byte[0]);

    for (ErrorCode code : List.of(ErrorCode.OVERLOADED, ErrorCode.RATE_LIMITED)) {
      BackendException error = told(response, code, "").withHint("Wait.").withRetryAfter(DAY);
      assertThat(error.code()).isEqualTo(code);
      assertThat(error.retryable()).isFalse();
    }
    assertThat(told(BUSY, ErrorCode.OVERLOADED, "").retryable()).isTrue();
  }

  @Test
  void x_should_retry_true_lets_a_failure_of_the_backend_heal() {
    TestingExchange response =
        new TestingExchange(500, Map.of("x-should-retry", "true"), new byte[0]);

    assertThat(told(response, ErrorCode.PROTOCOL, "").retryable()).isTrue();
    assertThat(told(response, ErrorCode.INVALID_REQUEST, "").code())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  /** As Gemini refuses: the text rounds what its RetryInfo says. */
  @Test
  void a_wait_in_the_body_counts_before_one_in_the_text() {
    String body =
        "{\"error\":{\"message\":\"Please retry in 1.5s.\",\"details\":[{\"retryDelay\":\"36s\"}]}}";
    TestingExchange response =
        new TestingExchange(429, Map.of(), body.getBytes(StandardCharsets.UTF_8));

    assertThat(told(response, ErrorCode.RATE_LIMITED, "Please retry in 1.5s.").retryAfter())
        .contains(Duration.ofSeconds(36));
  }

  /** As Azure refuses: headers that mean nothing, and a text that does. */
  @Test
  void headers_that_ask_for_no_wait_leave_it_to_the_text() {
    TestingExchange response =
        new TestingExchange(429, Map.of("retry-after-ms", "-1", "retry-after", "0"), new byte[0]);

    assertThat(told(response, ErrorCode.RATE_LIMITED, "Please retry after 6 seconds.").retryAfter())
        .contains(Duration.ofSeconds(6));
    assertThat(told(response, ErrorCode.RATE_LIMITED, "Slow down.").retryAfter()).isEmpty();
  }

  @Test
  void a_body_too_large_to_read_does_not_hide_the_status() {
    TestingExchange response =
        new TestingExchange(500, Map.of(), new byte[UpstreamError.BODY_LIMIT_BYTES + 1]);

    assertThat(UpstreamError.body(response)).isEmpty();
    assertThat(told(response, ErrorCode.UNAVAILABLE, "")).hasMessage("B answered with HTTP 500");
  }

  private static BackendException told(TestingExchange response, ErrorCode code, String text) {
    return UpstreamError.of(
        response, CLOCK, "B", new ErrorMap.Refusal(code, text), response.content());
  }
}
