package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;

class UpstreamErrorTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

  @Test
  void an_error_tells_who_status_text_id_and_wait() {
    TestingExchange response =
        new TestingExchange(429, Map.of("retry-after", "3", "x-request-id", "req_7"), new byte[0]);

    BackendException error =
        UpstreamError.of(response, CLOCK, "Backend 'x'", ErrorCode.RATE_LIMITED, "slow down");

    assertThat(error).hasMessage("Backend 'x' answered with HTTP 429: slow down");
    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(error.upstreamStatus()).hasValue(429);
    assertThat(error.upstreamId()).contains("req_7");
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(3));
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
  void x_should_retry_is_obeyed() {
    Optional<String> no = Optional.of("false");
    Optional<String> yes = Optional.of("true");

    assertThat(UpstreamError.obeying(no, ErrorCode.OVERLOADED).retryable()).isFalse();
    assertThat(UpstreamError.obeying(no, ErrorCode.RATE_LIMITED))
        .isEqualTo(ErrorCode.QUOTA_EXHAUSTED);
    assertThat(UpstreamError.obeying(no, ErrorCode.AUTHENTICATION))
        .isEqualTo(ErrorCode.AUTHENTICATION);
    assertThat(UpstreamError.obeying(yes, ErrorCode.PROTOCOL).retryable()).isTrue();
    assertThat(UpstreamError.obeying(yes, ErrorCode.INVALID_REQUEST))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(UpstreamError.obeying(Optional.empty(), ErrorCode.OVERLOADED))
        .isEqualTo(ErrorCode.OVERLOADED);
  }

  @Test
  void a_body_too_large_to_read_does_not_hide_the_status() {
    TestingExchange response =
        new TestingExchange(500, Map.of(), new byte[UpstreamError.BODY_LIMIT_BYTES + 1]);

    assertThat(UpstreamError.body(response)).isEmpty();
    assertThat(UpstreamError.of(response, CLOCK, "B", ErrorCode.UNAVAILABLE, ""))
        .hasMessage("B answered with HTTP 500");
  }
}
