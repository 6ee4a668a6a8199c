package org.jackfield.plugin.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.junit.jupiter.api.Test;

/** Where calls go and how they say who calls. */
class ClaudeCallsTest {
  private final Map<String, String> sent = new HashMap<>();

  @Test
  void the_api_is_told_the_key_in_its_own_header() {
    list("https://api.anthropic.com");

    assertThat(sent)
        .containsEntry("x-api-key", "key-1")
        .containsEntry("anthropic-version", "2023-06-01")
        .doesNotContainKey("Authorization");
  }

  @Test
  void a_server_that_stands_in_is_told_the_key_in_the_usual_header_too() {
    list("http://127.0.0.1:8000");

    assertThat(sent)
        .as("vLLM takes no other")
        .containsEntry("Authorization", "Bearer key-1")
        .containsEntry("x-api-key", "key-1");
  }

  @Test
  void a_token_goes_alone_as_a_bearers() {
    list(Map.of("endpoint", "https://api.anthropic.com", "auth_token", "token-1"));

    assertThat(sent)
        .containsEntry("Authorization", "Bearer token-1")
        .doesNotContainKey("x-api-key");
  }

  @Test
  void features_are_asked_for_by_their_header() {
    list(
        Map.of(
            "endpoint", "https://api.anthropic.com",
            "api_key", "key-1",
            "beta", "context-1m-2025-08-07,files-api-2025-04-14",
            "anthropic_version", "2026-10-21"));

    assertThat(sent)
        .containsEntry("anthropic-beta", "context-1m-2025-08-07,files-api-2025-04-14")
        .containsEntry("anthropic-version", "2026-10-21");
  }

  @Test
  void an_endpoint_may_end_in_v1_or_a_slash_or_not() {
    for (String endpoint : new String[] {"http://box", "http://box/", "http://box/v1/"}) {
      list(endpoint);

      assertThat(sent).containsEntry("url", "http://box/v1/models?limit=1000");
    }
  }

  private void list(String endpoint) {
    list(Map.of("endpoint", endpoint, "api_key", "key-1"));
  }

  private void list(Map<String, String> settings) {
    ClaudeFactory factory = new ClaudeFactory();
    TestingContext context =
        TestingContext.of(factory, settings)
            .with(
                (call, attempt) -> {
                  sent.clear();
                  sent.put("url", call.url().toString());
                  sent.putAll(
                      call.headers().stream()
                          .collect(
                              Collectors.toMap(HttpCall.Header::name, HttpCall.Header::value)));
                  throw new BackendException(ErrorCode.UNAVAILABLE, "It was seen.");
                });
    try (Backend backend = factory.create(context)) {
      ModelList models = backend.operation(ModelList.class).orElseThrow();
      assertThatThrownBy(() -> models.models(TestingAttempt.unlimited()))
          .hasMessage("It was seen.");
    }
  }
}
