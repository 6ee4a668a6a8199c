package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.testkit.TestingAttempt;
import org.junit.jupiter.api.Test;

class WireBackendTest {
  @Test
  void it_has_the_operations_it_was_given_and_no_others() {
    ModelList models = attempt -> List.of(ModelInfo.of("m"));
    try (WireBackend backend =
        new WireBackend(Capabilities.of(), attempt -> Health.up("yes"), models)) {
      assertThat(backend.operation(ModelList.class)).containsSame(models);
      assertThat(backend.operation(Chat.class)).isEmpty();
    }
  }

  @Test
  void a_probe_that_fails_says_why_and_what_to_do() {
    BackendException refused =
        new BackendException(ErrorCode.AUTHENTICATION, "No.").withHint("Set the key.");

    assertThat(health(refused)).isEqualTo(Health.down("No.", "Set the key."));
  }

  @Test
  void a_server_that_is_loading_is_not_down() {
    BackendException loading =
        new BackendException(ErrorCode.UNAVAILABLE, "Loading model").withUpstreamStatus(503);
    BackendException busy =
        new BackendException(ErrorCode.OVERLOADED, "Busy").withUpstreamStatus(503);

    assertThat(health(loading).state()).isEqualTo(Health.State.LOADING);
    assertThat(health(busy).state()).isEqualTo(Health.State.DOWN);
  }

  private static Health health(BackendException error) {
    try (WireBackend backend =
        new WireBackend(
            Capabilities.of(),
            attempt -> {
              throw error;
            })) {
      return backend.probe(TestingAttempt.unlimited());
    }
  }
}
