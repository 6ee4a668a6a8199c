package org.jackfield.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackendExceptionTest {
  private static final RuntimeException CAUSE = new IllegalStateException("why");

  private static final BackendException WHOLE =
      new BackendException(ErrorCode.RATE_LIMITED, "Slow down.", CAUSE)
          .withHint("Wait.")
          .withRetryAfter(Duration.ofSeconds(7))
          .withUpstreamStatus(429)
          .withUpstreamId("req_1")
          .withParameter("model")
          .withoutRetry();

  /** What may change of an error, in the order of {@link #all}. */
  private enum Change {
    CODE,
    MESSAGE,
    HINT,
    RETRY_AFTER,
    STATUS,
    ID,
    PARAMETER;

    BackendException made(BackendException error) {
      return switch (this) {
        case CODE -> error.withCode(ErrorCode.OVERLOADED);
        case MESSAGE -> error.withMessage("Stop.");
        case HINT -> error.withHint("Leave.");
        case RETRY_AFTER -> error.withRetryAfter(Duration.ofSeconds(8));
        case STATUS -> error.withUpstreamStatus(503);
        case ID -> error.withUpstreamId("req_2");
        case PARAMETER -> error.withParameter("messages");
      };
    }

    String becomes() {
      return switch (this) {
        case CODE -> "overloaded";
        case MESSAGE -> "Stop.";
        case HINT -> "Leave.";
        case RETRY_AFTER -> "PT8S";
        case STATUS -> "503";
        case ID -> "req_2";
        case PARAMETER -> "messages";
      };
    }
  }

  private static String[] all(BackendException error) {
    return new String[] {
      error.code().toString(),
      error.message(),
      error.hint().orElse("none"),
      error.retryAfter().map(Duration::toString).orElse("none"),
      String.valueOf(error.upstreamStatus().orElse(0)),
      error.upstreamId().orElse("none"),
      error.parameter().orElse("none"),
      "retryable: " + error.retryable(),
      String.valueOf(error.getCause())
    };
  }

  @ParameterizedTest
  @EnumSource
  void a_change_of_one_thing_leaves_all_others(Change change) {
    String[] expected = all(WHOLE);
    expected[change.ordinal()] = change.becomes();

    BackendException changed = change.made(WHOLE);

    assertThat(all(changed)).containsExactly(expected);
    assertThat(changed.getCause()).isSameAs(CAUSE);
  }

  @Test
  void an_upstream_that_forbids_to_try_again_takes_nothing_else() {
    BackendException allowed =
        new BackendException(ErrorCode.OVERLOADED, "Busy.").withHint("Wait.");

    assertThat(allowed.retryable()).isTrue();
    assertThat(allowed.withoutRetry().retryable()).isFalse();
    assertThat(allowed.withoutRetry().hint()).contains("Wait.");
  }

  @Test
  void an_error_of_the_engine_itself_tells_where_it_came_from() {
    assertThat(WHOLE.getStackTrace()).isEmpty();
    assertThat(WHOLE.withCode(ErrorCode.INTERNAL).getStackTrace()).isNotEmpty();
  }
}
