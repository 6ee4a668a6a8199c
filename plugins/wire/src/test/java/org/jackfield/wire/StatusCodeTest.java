package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;

class StatusCodeTest {
  @Test
  void a_status_alone_tells_whether_waiting_helps() {
    assertThat(IntStream.of(408, 409, 429, 500, 502, 503, 504, 529))
        .allMatch(status -> StatusCode.of(status).retryable());
    assertThat(IntStream.of(400, 401, 402, 403, 404, 405, 413, 422, 307))
        .noneMatch(status -> StatusCode.of(status).retryable());
  }

  @Test
  void a_status_nobody_has_heard_of_counts_as_its_class() {
    assertThat(StatusCode.of(418)).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(StatusCode.of(599)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(StatusCode.of(302)).isEqualTo(ErrorCode.PROTOCOL);
  }
}
