package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;

class ServerHintsTest {
  private final ServerHints hints =
      ServerHints.of("mine", "http://localhost:1", "the API").withKey("Set KEY.");

  @Test
  void a_refused_key_is_told_apart_from_a_good_one_that_is_not_enough() {
    ServerHints apart = hints.withPermission("Ask for the role.");

    assertThat(hint(hints, ErrorCode.AUTHENTICATION)).isEqualTo("Set KEY.");
    assertThat(hint(hints, ErrorCode.PERMISSION)).isEqualTo("Set KEY.");
    assertThat(hint(apart, ErrorCode.AUTHENTICATION)).isEqualTo("Set KEY.");
    assertThat(hint(apart, ErrorCode.PERMISSION)).isEqualTo("Ask for the role.");
  }

  @Test
  void a_missing_model_is_told_in_the_words_of_the_server() {
    assertThat(hint(hints, ErrorCode.MODEL_NOT_FOUND))
        .isEqualTo("Check the model name 'm' of backend 'mine'.");
    assertThat(hint(hints.withModel("deployment", "DEPLOYMENT"), ErrorCode.MODEL_NOT_FOUND))
        .isEqualTo("Check the deployment name 'm' of backend 'mine' (DEPLOYMENT).");
  }

  @Test
  void where_no_model_was_asked_for_the_address_is_wrong() {
    BackendException error = new BackendException(ErrorCode.MODEL_NOT_FOUND, "No.");

    assertThat(hints.add(error, "").hint().orElse("")).contains("http://localhost:1");
  }

  @Test
  void a_server_that_answered_is_where_it_should_be() {
    BackendException silent = new BackendException(ErrorCode.UNAVAILABLE, "No.");

    assertThat(hints.add(silent, "m").hint().orElse("")).contains("'endpoint'").contains("the API");
    assertThat(hints.add(silent.withUpstreamStatus(500), "m").hint()).isEmpty();
  }

  @Test
  void a_rate_limit_advises_fewer_requests_at_once() {
    assertThat(hint(hints, ErrorCode.RATE_LIMITED)).contains("reduce concurrent usage");
  }

  private static String hint(ServerHints hints, ErrorCode code) {
    return hints.add(new BackendException(code, "No."), "m").hint().orElse("");
  }
}
