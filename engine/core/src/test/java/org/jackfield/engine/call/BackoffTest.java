package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Deadline;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final BackendException BUSY = new BackendException(ErrorCode.OVERLOADED, "Busy.");

  private static Duration asked(Duration wait) {
    return Backoff.after(BUSY.withRetryAfter(wait), 1);
  }

  @RepeatedTest(20)
  void an_upstream_is_never_asked_before_the_time_it_named_and_a_little_later_by_each() {
    assertThat(asked(Duration.ofSeconds(4)))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
  }

  @RepeatedTest(20)
  void the_longest_wait_that_is_waited_is_not_made_too_long_by_jitter() {
    assertThat(Backoff.tooLong(asked(Duration.ofSeconds(30)), Deadline.NONE)).isFalse();
    assertThat(Backoff.tooLong(asked(Duration.ofSeconds(31)), Deadline.NONE)).isTrue();
  }

  @RepeatedTest(20)
  void without_a_word_waits_double_and_end_at_half_a_minute() {
    assertThat(Backoff.after(BUSY, 1)).isBetween(Duration.ofMillis(375), Duration.ofMillis(500));
    assertThat(Backoff.after(BUSY, 3)).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(2));
    assertThat(Backoff.after(BUSY, 99))
        .isBetween(Duration.ofMillis(22_500), Duration.ofSeconds(30));
  }

  @Test
  void who_has_asked_too_often_waits_longer() {
    BackendException limited = new BackendException(ErrorCode.RATE_LIMITED, "Slow down.");

    assertThat(Backoff.after(limited, 1)).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(2));
  }
}
