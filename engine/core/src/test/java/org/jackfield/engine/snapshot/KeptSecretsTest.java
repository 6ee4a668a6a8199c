package org.jackfield.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Secret;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.SettingsSpec;
import org.junit.jupiter.api.Test;

class KeptSecretsTest {
  private static final SettingsSpec SPEC =
      SettingsSpec.of(
          Setting.of("api_key", Setting.Kind.SECRET, "A key."),
          Setting.of("token", Setting.Kind.SECRET, "A token."),
          Setting.of("model", Setting.Kind.STRING, "A model."));

  private static KeptSecrets secrets(String key, String token) {
    return KeptSecrets.of(
        SPEC,
        Settings.of(
            Map.of("api_key", Secret.of(key), "token", Secret.of(token), "model", "llama")));
  }

  @Test
  void a_secret_is_masked_in_all_texts_of_an_error_and_all_else_stays() {
    RuntimeException cause = new IllegalStateException("why");
    BackendException error =
        new BackendException(ErrorCode.RATE_LIMITED, "No more for hush-hush, llama.", cause)
            .withHint("Ask for more than hush-hush has.")
            .withRetryAfter(Duration.ofSeconds(7))
            .withUpstreamStatus(429)
            .withUpstreamId("req_hush-hush_1")
            .withParameter("metadata.hush-hush")
            .withoutRetry();

    BackendException masked = secrets("hush-hush", "other-token").masked(error);

    assertThat(masked.message()).isEqualTo("No more for ****, llama.");
    assertThat(masked.hint()).contains("Ask for more than **** has.");
    assertThat(masked.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(masked.getCause()).isSameAs(cause);
    assertThat(masked.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(masked.upstreamStatus()).hasValue(429);
    assertThat(masked.upstreamId()).contains("req_****_1");
    assertThat(masked.parameter()).contains("metadata.****");
    assertThat(masked.retryable()).as("the upstream said not to try again").isFalse();
  }

  @Test
  void a_secret_in_one_text_of_an_error_leaves_the_others_as_they_are() {
    BackendException error =
        new BackendException(ErrorCode.INVALID_REQUEST, "It is unknown.")
            .withHint("Leave it out.")
            .withParameter("metadata.hush-hush")
            .withUpstreamId("req_1");

    BackendException masked = secrets("hush-hush", "other-token").masked(error);

    assertThat(masked.message()).isEqualTo("It is unknown.");
    assertThat(masked.hint()).contains("Leave it out.");
    assertThat(masked.parameter()).contains("metadata.****");
    assertThat(masked.upstreamId()).contains("req_1");
  }

  @Test
  void an_error_that_shows_none_is_the_very_same() {
    BackendException error = new BackendException(ErrorCode.TIMEOUT, "Too late.");

    assertThat(secrets("hush-hush", "other-token").masked(error)).isSameAs(error);
  }

  @Test
  void one_that_holds_another_leaves_no_rest_of_itself() {
    BackendException error = new BackendException(ErrorCode.TIMEOUT, "Not hush-hush-hush.");

    assertThat(secrets("hush-hush", "hush-hush-hush").masked(error).message())
        .isEqualTo("Not ****.");
  }

  @Test
  void a_word_that_texts_hold_anyway_is_no_secret() {
    BackendException error = new BackendException(ErrorCode.TIMEOUT, "It has none.");

    assertThat(secrets("none", "none").masked(error).message()).isEqualTo("It has none.");
  }

  @Test
  void a_state_of_health_shows_none() {
    Health health = Health.down("hush-hush is refused.", "Change hush-hush.");

    assertThat(secrets("hush-hush", "other-token").masked(health))
        .isEqualTo(Health.down("**** is refused.", "Change ****."));
  }
}
