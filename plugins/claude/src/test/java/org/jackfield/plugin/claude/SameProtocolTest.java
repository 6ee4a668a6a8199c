package org.jackfield.plugin.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jackfield.anthropicwire.AnthropicRequestBody;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.Test;

/** Requests that came as JSON of the API itself go out with their own bytes. */
class SameProtocolTest {
  private static final String BODY =
      "{ \"model\":\"claude-x\",\"max_tokens\" : 5, \"messages\":[{\"role\":\"user\",\n"
          + "\"content\":[{\"type\":\"brand_new\",\"n\":1.50}]}],\"context_management\":{}}";

  @Test
  void an_untouched_request_keeps_every_byte() {
    assertThat(sent(request(BODY))).isEqualTo(BODY);
  }

  @Test
  void another_model_is_the_only_change() {
    assertThat(sent(request(BODY).withModel("claude-y")))
        .isEqualTo(BODY.replace("claude-x", "claude-y"));
  }

  @Test
  void the_model_and_the_limit_are_added_where_they_are_missing() {
    assertThat(sent(request("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}")))
        .isEqualTo(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
                + "\"model\":\"claude-own\",\"max_tokens\":4096}");
  }

  @Test
  void the_limit_that_is_added_is_the_most_that_the_model_gives() {
    String hello = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";

    assertThat(sent(request(hello), Capabilities.of().withMaxOutput(64000), Map.of()))
        .endsWith("\"max_tokens\":64000}");
    assertThat(sent(request(BODY), Capabilities.of().withMaxOutput(64000), Map.of()))
        .isEqualTo(BODY);
  }

  @Test
  void fields_that_the_api_does_not_know_are_refused_where_the_backend_says_so() {
    Map<String, String> refuse = Map.of("unknown_fields", "refuse");
    String unknown = BODY.substring(0, BODY.length() - 1) + ",\"best_of\":2}";

    assertThat(sent(request(unknown))).isEqualTo(unknown);
    assertThat(sent(request(BODY), Capabilities.of(), refuse)).isEqualTo(BODY);
    assertThatThrownBy(() -> sent(request(unknown), Capabilities.of(), refuse))
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED);
              assertThat(e.message()).contains("'best_of'");
              assertThat(e.hint().orElse("")).contains("unknown_fields: pass");
            });
  }

  @Test
  void a_field_that_would_choose_the_route_is_refused_whatever_is_set() {
    for (String field : new String[] {"base_url", "api_key", "extra_headers"}) {
      String routed = BODY.substring(0, BODY.length() - 1) + ",\"" + field + "\":\"x\"}";

      assertThatThrownBy(() -> sent(request(routed)))
          .isInstanceOfSatisfying(
              BackendException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                assertThat(e.message()).contains("'" + field + "'");
              });
    }
  }

  @Test
  void a_stream_is_asked_for_when_the_caller_wants_one() {
    assertThat(sent(request(BODY).withDelivery(ChatRequest.Delivery.STREAM)))
        .isEqualTo(BODY.substring(0, BODY.length() - 1) + ",\"stream\":true}");
  }

  @Test
  void a_count_leaves_out_what_is_not_of_the_prompt() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        Backend backend = backend(upstream, Map.of())) {
      upstream.enqueue(Reply.json(200, "{\"input_tokens\":14}"));

      long tokens =
          backend
              .operation(TokenCount.class)
              .orElseThrow()
              .count(request(BODY), TestingAttempt.unlimited())
              .tokens();

      assertThat(tokens).isEqualTo(14);
      assertThat(upstream.lastRequest().text()).isEqualTo(BODY.replace(",\"max_tokens\" : 5", ""));
    }
  }

  private static ChatRequest request(String body) {
    return AnthropicRequestBody.read(body.getBytes(StandardCharsets.UTF_8)).request();
  }

  private static String sent(ChatRequest request) {
    return sent(request, Capabilities.of(), Map.of());
  }

  private static String sent(
      ChatRequest request, Capabilities model, Map<String, String> settings) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        Backend backend = backend(upstream, settings)) {
      upstream.enqueue(Reply.json(200, "{}"));
      Chat chat = backend.operation(Chat.class).orElseThrow();
      chat.open(request, TestingAttempt.unlimited().of(model)).close();
      return upstream.lastRequest().text();
    }
  }

  private static Backend backend(ScriptedUpstream upstream, Map<String, String> settings) {
    ClaudeFactory factory = new ClaudeFactory();
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(
        Map.of("endpoint", upstream.uri().toString(), "api_key", "key-1", "model", "claude-own"));
    return factory.create(TestingContext.of(factory, all));
  }
}
