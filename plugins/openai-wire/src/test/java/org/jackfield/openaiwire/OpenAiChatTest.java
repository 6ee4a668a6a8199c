package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingTransport;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes to the server for which request, and how its answer is read. */
@Timeout(60)
class OpenAiChatTest {
  private static final String MESSAGES =
      "\"messages\" : [ {\"role\":\"user\", \"content\":\"hi \\u00fc\"} ]";
  private static final String ANSWER =
      "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
          + "{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}";
  private static final String EVENTS =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}"
          + "\n\ndata: [DONE]\n\n";

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private OpenAiEndpoint endpoint = OpenAiEndpoint.of("b", upstream.uri("/v1/"), "default-model");

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void a_unary_request_goes_out_byte_for_byte_and_its_answer_comes_back_so() {
    String body =
        "{ \"x_new\": [1 , 2],\n " + MESSAGES + ", \"model\":\"m\" , \"temperature\":7.0e-1 }";
    upstream.enqueue(Reply.json(200, ANSWER));

    Collected answer = ask(received(body));

    assertThat(sent()).isEqualTo(body);
    assertThat(upstream.lastRequest().header("Accept")).contains("application/json");
    assertThat(new String(answer.wire(), StandardCharsets.UTF_8)).isEqualTo(ANSWER);
    assertThat(answer.text()).isEqualTo("Hi");
    assertThat(answer.finish().usage().input()).hasValue(3);
  }

  @Test
  void a_streamed_request_differs_by_the_usage_that_it_asks_for() {
    String body = "{ " + MESSAGES + ", \"model\":\"m\", \"stream\" : true }";
    upstream.enqueue(stream());

    ask(received(body));

    assertThat(sent())
        .isEqualTo(
            "{ "
                + MESSAGES
                + ", \"model\":\"m\", \"stream\" : true,"
                + "\"stream_options\":{\"include_usage\":true} }");
    assertThat(upstream.lastRequest().header("Accept")).contains("text/event-stream");
  }

  @Test
  void a_stream_that_asks_for_usage_itself_is_untouched_and_other_options_stay() {
    String asking =
        "{\"stream_options\": {\"include_usage\": true, \"include_obfuscation\": false}, "
            + "\"stream\":true,\"model\":\"m\","
            + MESSAGES
            + "}";
    upstream.enqueue(stream()).enqueue(stream()).enqueue(stream());

    ask(received(asking));
    assertThat(sent()).isEqualTo(asking);

    ask(received(asking.replace("\"include_usage\": true, ", "")));
    assertThat(sent())
        .contains("\"stream_options\": {\"include_obfuscation\":false,\"include_usage\":true}");

    ask(received(asking.replace("\"include_usage\": true", "\"include_usage\": false")));
    assertThat(sent())
        .contains("\"stream_options\": {\"include_usage\":true,\"include_obfuscation\":false}");
  }

  @Test
  void the_word_stream_options_in_a_message_is_no_option() {
    String body =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\\"stream_options\\\"\",\"name\":"
            + "\"stream_options\"}],\"stream\":true,\"model\":\"m\"}";
    upstream.enqueue(stream());

    ask(received(body));

    assertThat(sent()).endsWith(",\"stream_options\":{\"include_usage\":true}}");
  }

  @Test
  void a_server_that_cannot_cancel_unary_requests_is_streamed() {
    endpoint = endpoint.withUnaryCancel(false);
    upstream.enqueue(stream()).enqueue(Reply.json(200, ANSWER));

    Collected answer = ask(received("{\"model\":\"m\"," + MESSAGES + "}"));
    assertThat(answer.text()).isEqualTo("Hi");
    assertThat(sent()).contains("\"stream\":true").contains("\"include_usage\":true");

    ask(received("{\"model\":\"m\",\"n\":2," + MESSAGES + "}"));
    assertThat(sent()).as("several choices stay unary").doesNotContain("\"stream\"");
  }

  @Test
  void a_request_without_a_model_gets_the_backends_own() {
    upstream.enqueue(Reply.json(200, ANSWER)).enqueue(stream());

    ask(received("{" + MESSAGES + "}"));
    assertThat(sent()).isEqualTo("{" + MESSAGES + ",\"model\":\"default-model\"}");

    ask(ChatRequest.builder().message(Message.user("Hi")).build());
    assertThat(sent()).startsWith("{\"model\":\"default-model\"");
  }

  @Test
  void the_newer_limit_replaces_the_older_where_a_server_wants_it() {
    endpoint = endpoint.withLimitField(OpenAiEndpoint.LimitField.MAX_COMPLETION_TOKENS);
    upstream.enqueue(Reply.json(200, ANSWER)).enqueue(Reply.json(200, ANSWER));

    ask(received("{\"max_tokens\":5,\"model\":\"m\"," + MESSAGES + "}"));
    assertThat(sent()).contains("\"max_completion_tokens\":5").doesNotContain("\"max_tokens\"");

    ask(received("{\"max_completion_tokens\":6,\"model\":\"m\"," + MESSAGES + "}"));
    assertThat(sent()).isEqualTo("{\"max_completion_tokens\":6,\"model\":\"m\"," + MESSAGES + "}");
  }

  @Test
  void what_is_known_of_a_model_decides_the_spelling_of_its_limit() {
    upstream.enqueue(Reply.json(200, ANSWER)).enqueue(Reply.json(200, ANSWER)).enqueue(stream());
    Capabilities newer = Capabilities.of().withTrait("limit", "max_completion_tokens");
    Capabilities older = Capabilities.of().withTrait("limit", "max_tokens");

    ask(received("{\"max_tokens\":5,\"model\":\"m\"," + MESSAGES + "}"), newer);
    assertThat(sent()).contains("\"max_completion_tokens\":5").doesNotContain("\"max_tokens\"");

    endpoint = endpoint.withLimitField(OpenAiEndpoint.LimitField.MAX_COMPLETION_TOKENS);
    ask(received("{\"max_completion_tokens\":6,\"model\":\"m\"," + MESSAGES + "}"), older);
    assertThat(sent()).contains("\"max_tokens\":6").doesNotContain("max_completion_tokens");

    ask(
        ChatRequest.builder()
            .message(Message.user("Hi"))
            .limits(Limits.NONE.withMaxOutputTokens(7))
            .build(),
        older);
    assertThat(sent()).contains("\"max_tokens\":7");
  }

  @Test
  void a_word_in_a_text_is_no_limit() {
    endpoint = endpoint.withLimitField(OpenAiEndpoint.LimitField.MAX_COMPLETION_TOKENS);
    upstream.enqueue(Reply.json(200, ANSWER));
    String body =
        "{\"max_tokens\":5,\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
            + "[{\"type\":\"text\",\"text\":\"max_completion_tokens\"}]}]}";

    ask(received(body));

    assertThat(sent()).contains(",\"max_completion_tokens\":5}");
  }

  @Test
  void cache_marks_are_taken_out_of_the_bytes_where_a_server_refuses_them() {
    endpoint = endpoint.withCacheMarks(false);
    upstream.enqueue(Reply.json(200, ANSWER)).enqueue(Reply.json(200, ANSWER));
    String plain = "{\"role\":\"user\",  \"content\":\"say cache_control\"}";
    String marked =
        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\","
            + "\"cache_control\":{\"type\":\"ephemeral\"}}]}";
    TestingAttempt attempt = TestingAttempt.unlimited();

    ask(received("{\"model\":\"m\",\"messages\":[" + plain + "," + marked + "]}"), attempt);

    assertThat(sent())
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":["
                + plain
                + ",{\"role\":\"user\",\"content\":\"Hi\"}]}");
    assertThat(attempt.notes()).singleElement().asString().contains("'cache_control'");

    String said = "{\"model\":\"m\",\"messages\":[" + plain.replace("say ", "") + "]}";
    ask(received(said), attempt);
    assertThat(sent()).isEqualTo(said);
    assertThat(attempt.notes()).hasSize(1);
  }

  @Test
  void unknown_fields_of_a_request_made_in_java_are_refused_as_well() {
    endpoint = endpoint.withUnknownFields(false);
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.user("Hi"))
            .extensions(Extensions.NONE.with("guided_json", "{}"))
            .build();

    assertThatThrownBy(() -> ask(request)).hasMessageContaining("'guided_json'");
    assertThat(upstream.requests()).isZero();
  }

  @Test
  void unknown_fields_are_refused_by_name_where_the_backend_says_so() {
    endpoint = endpoint.withUnknownFields(false);

    assertThatThrownBy(() -> ask(received("{\"n_discard\":1,\"model\":\"m\"," + MESSAGES + "}")))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("'n_discard'");
    assertThat(upstream.requests()).isZero();
  }

  @Test
  void a_request_made_in_java_is_streamed_and_takes_fields_along() {
    upstream.enqueue(stream());

    ask(
        ChatRequest.builder()
            .message(Message.user("Hi"))
            .delivery(ChatRequest.Delivery.WHOLE)
            .extensions(Extensions.of(Map.of("logit_bias", "{\"5\": 1}", "user", "null")))
            .build());

    assertThat(sent())
        .contains("\"stream\":true")
        .contains("\"logit_bias\":{\"5\": 1}")
        .doesNotContain("null");
  }

  @Test
  void the_answer_is_read_as_what_it_is_not_as_what_was_asked() {
    upstream.enqueue(Reply.json(200, ANSWER)).enqueue(stream());

    assertThat(ask(received("{\"stream\":true,\"model\":\"m\"," + MESSAGES + "}")).text())
        .isEqualTo("Hi");
    assertThat(ask(received("{\"model\":\"m\"," + MESSAGES + "}")).text()).isEqualTo("Hi");
  }

  @Test
  void a_good_status_with_an_error_inside_is_that_error() {
    upstream.enqueue(
        Reply.json(200, "{\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}}"));

    assertThatThrownBy(() -> ask(received("{\"model\":\"m\"," + MESSAGES + "}")))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.QUOTA_EXHAUSTED));
  }

  @Test
  void a_web_page_points_at_the_endpoint() {
    upstream.enqueue(Reply.whole(200, "text/html", "<html>Welcome</html>"));

    assertThatThrownBy(() -> ask(received("{\"model\":\"m\"," + MESSAGES + "}")))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL);
              assertThat(error.hint().orElse("")).contains("'endpoint'").contains("'b'");
            });
  }

  @Test
  void whole_answers_have_all_their_parts() {
    upstream.enqueue(
        Reply.json(
            200,
            "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"reasoning_content\":\"Hm.\","
                + "\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},{\"id\":\"b\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}}]},"
                + "\"finish_reason\":\"stop\"},{\"index\":1,\"message\":{\"content\":\"no\"},"
                + "\"finish_reason\":\"stop\"}]}"));

    Collected answer = ask(received("{\"model\":\"m\"," + MESSAGES + "}"));

    assertThat(answer.thinking()).isEqualTo("Hm.");
    assertThat(answer.calls()).containsExactly("f {}", "f {\"x\":1}");
    assertThat(answer.text()).isEmpty();
    assertThat(answer.finish().reason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(answer.chunks()).filteredOn(Chunk.Start.class::isInstance).hasSize(1);
  }

  private static Reply stream() {
    return Reply.stream("text/event-stream").chunk(EVENTS).lastChunk();
  }

  private static ChatRequest received(String json) {
    return OpenAiRequestBody.read(json.getBytes(StandardCharsets.UTF_8)).request();
  }

  private Collected ask(ChatRequest request) {
    return ask(request, TestingAttempt.unlimited());
  }

  private Collected ask(ChatRequest request, Capabilities model) {
    return ask(request, TestingAttempt.unlimited().of(model));
  }

  private Collected ask(ChatRequest request, TestingAttempt attempt) {
    OpenAiChat chat =
        new OpenAiChat(new OpenAiCalls(endpoint, new TestingTransport(), InstantSource.system()));
    try (ChatStream stream = chat.open(request, attempt)) {
      return Collected.from(stream);
    }
  }

  private String sent() {
    return upstream.lastRequest().text();
  }
}
