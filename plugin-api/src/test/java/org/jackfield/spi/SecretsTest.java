package org.jackfield.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.jackfield.spi.http.HttpCall;
import org.junit.jupiter.api.Test;

class SecretsTest {
  private static final String CANARY = "sk-canary";

  @Test
  void a_secret_is_never_printed() {
    Secret secret = Secret.of(CANARY);
    HttpCall call =
        HttpCall.get(URI.create("https://example.com/v1?key=" + CANARY))
            .withSecret("Authorization", "Bearer ", secret);

    assertThat(secret.toString()).doesNotContain(CANARY);
    assertThat(Settings.of(Map.of("api_key", secret)).toString()).doesNotContain(CANARY);
    assertThat(call.toString()).isEqualTo("GET https://example.com/v1");
    assertThat(call.headers().toString()).doesNotContain(CANARY);
    assertThat(call.headers().getFirst().value()).isEqualTo("Bearer " + CANARY);
  }
}
