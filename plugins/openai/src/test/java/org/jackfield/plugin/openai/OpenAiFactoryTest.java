package org.jackfield.plugin.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.Health;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.TestingTransport;
import org.jackfield.testkit.contract.GoldenRequest;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class OpenAiFactoryTest {
  private final OpenAiFactory factory = new OpenAiFactory();
  private final List<HttpCall> sent = new ArrayList<>();

  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  void close() {
    upstream.close();
  }

  /** Keeps the call and goes no further. */
  private final HttpTransport keeping =
      (call, attempt) -> {
        sent.add(call);
        throw new BackendException(ErrorCode.UNAVAILABLE, "Nobody is there.");
      };

  @ParameterizedTest
  @EnumSource(GoldenRequest.class)
  void a_request_is_written_as_the_reference_has_it(GoldenRequest golden) {
    ask(backend(Map.of("api_key", "sk-1")), golden.request());

    assertThat(body(0)).isEqualTo(golden.text(getClass()));
  }

  @Test
  void openai_itself_needs_a_key_and_another_endpoint_does_not() {
    assertThat(missing("https://api.openai.com/v1"))
        .singleElement()
        .satisfies(key -> assertThat(key.variables()).containsExactly("OPENAI_API_KEY"));
    assertThat(missing("http://localhost:8000/v1")).isEmpty();
  }

  private List<Setting> missing(String endpoint) {
    return factory.settings().missing(Settings.of(Map.of("endpoint", URI.create(endpoint))));
  }

  @Test
  void openai_by_another_address_tells_of_the_missing_key_at_the_call() {
    Backend backend = backend(Map.of("endpoint", "https://eu.api.openai.com/v1"));

    BackendException error = ask(backend, question().build());

    assertThat(error.code()).isEqualTo(ErrorCode.AUTHENTICATION);
    assertThat(error.message()).startsWith("OPENAI_API_KEY is not set");
    assertThat(error.hint().orElse("")).contains("OPENAI_API_KEY").contains("api_key");
    Health health = backend.probe(TestingAttempt.unlimited());
    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.detail()).contains("OPENAI_API_KEY");
    assertThat(sent).isEmpty();
  }

  @Test
  void a_compatible_server_needs_none() {
    ask(backend(Map.of("endpoint", "http://localhost:8000/v1")), question().build());

    HttpCall call = sent.getFirst();
    assertThat(call.url()).hasToString("http://localhost:8000/v1/chat/completions");
    assertThat(call.headers()).noneMatch(header -> header.name().equals("Authorization"));
  }

  @Test
  void an_endpoint_without_a_path_means_v1() {
    ask(backend(Map.of("endpoint", "http://localhost:8000")), question().build());
    ask(backend(Map.of("endpoint", "http://localhost:8000/")), question().build());
    ask(backend(Map.of("endpoint", "http://localhost:8000/api/openai/")), question().build());

    assertThat(sent)
        .extracting(call -> call.url().toString())
        .containsExactly(
            "http://localhost:8000/v1/chat/completions",
            "http://localhost:8000/v1/chat/completions",
            "http://localhost:8000/api/openai/chat/completions");
  }

  @Test
  void key_organization_and_project_are_headers_and_the_key_is_never_shown() {
    ask(
        backend(Map.of("api_key", "sk-1", "organization", "org-1", "project", "proj-1")),
        question().build());

    HttpCall call = sent.getFirst();
    assertThat(call.headers())
        .anySatisfy(
            header -> {
              assertThat(header.name()).isEqualTo("Authorization");
              assertThat(header.value()).isEqualTo("Bearer sk-1");
              assertThat(header.toString()).doesNotContain("sk-1");
            })
        .contains(new HttpCall.Header("OpenAI-Organization", "org-1", false))
        .contains(new HttpCall.Header("OpenAI-Project", "proj-1", false));
  }

  @Test
  void openai_itself_takes_the_newer_limit_and_no_top_k() {
    Backend own = backend(Map.of("api_key", "sk-1"));
    Backend other = backend(Map.of("endpoint", "http://localhost:8000/v1"));
    ChatRequest limited = question().limits(Limits.NONE.withMaxOutputTokens(9)).build();
    ChatRequest topK = question().sampling(Sampling.NONE.withTopK(5)).build();

    ask(own, limited);
    ask(other, limited);

    assertThat(body(0)).contains("\"max_completion_tokens\":9").doesNotContain("\"max_tokens\"");
    assertThat(body(1)).contains("\"max_tokens\":9").doesNotContain("max_completion_tokens");
    assertThat(ask(own, topK).code()).isEqualTo(ErrorCode.UNSUPPORTED);
    ask(other, topK);
    assertThat(body(2)).contains("\"top_k\":5");
  }

  @Test
  void fields_of_openai_alone_go_along_from_java() {
    Map<String, String> fields =
        Map.of(
            "verbosity", "\"low\"",
            "service_tier", "\"flex\"",
            "prompt_cache_key", "\"k\"",
            "logprobs", "true",
            "top_logprobs", "2");

    ask(backend(Map.of("api_key", "sk-1")), question().extensions(Extensions.of(fields)).build());

    assertThat(fields)
        .allSatisfy((name, json) -> assertThat(body(0)).contains("\"" + name + "\":" + json));
  }

  @Test
  void cache_marks_are_noted_at_openai_which_caches_by_itself_and_pass_elsewhere() {
    Extensions mark = Extensions.NONE.with("cache_control", "{\"type\":\"ephemeral\"}");
    ChatRequest marked =
        ChatRequest.builder()
            .message(
                Message.of(Message.Role.USER, List.of(Part.text("Hello").withExtensions(mark))))
            .build();
    TestingAttempt attempt = TestingAttempt.unlimited();
    Chat own = backend(Map.of("api_key", "sk-1")).operation(Chat.class).orElseThrow();

    BackendException unreached =
        catchThrowableOfType(BackendException.class, () -> own.open(marked, attempt));
    assertThat(unreached.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    ask(backend(Map.of("endpoint", "http://localhost:4000/v1")), marked);

    assertThat(body(0)).doesNotContain("cache_control");
    assertThat(attempt.notes()).singleElement().asString().contains("'cache_control'");
    assertThat(body(1)).contains("\"cache_control\":{\"type\":\"ephemeral\"}");
  }

  /** By the reference: https://platform.openai.com/docs/api-reference/responses/input-tokens. */
  @Test
  void openai_counts_tokens_in_the_words_of_its_responses() {
    Backend own = answering("{\"object\":\"response.input_tokens\",\"input_tokens\":11}");

    Count count =
        own.operation(TokenCount.class)
            .orElseThrow()
            .count(GoldenRequest.TOOLS.request(), TestingAttempt.unlimited());

    assertThat(count).isEqualTo(Count.exact(11));
    assertThat(sent.getFirst().url())
        .hasToString("https://api.openai.com/v1/responses/input_tokens");
    assertThat(body(0))
        .isEqualTo(
            "{\"model\":\"gpt-5-mini\",\"input\":["
                + "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\","
                + "\"text\":\"Weather and time in Paris?\"}]},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
                + "\"text\":\"Let me look.\"}]},"
                + "{\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"get_weather\","
                + "\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"},"
                + "{\"type\":\"function_call\",\"call_id\":\"call_2\",\"name\":\"get_time\","
                + "\"arguments\":\"{}\"},"
                + "{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"18 °C\"},"
                + "{\"type\":\"function_call_output\",\"call_id\":\"call_2\",\"output\":\"12:00\"}],"
                + "\"tools\":[{\"type\":\"function\",\"name\":\"get_weather\","
                + "\"description\":\"Get the current weather of a city\",\"parameters\":"
                + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
                + "\"required\":[\"city\"]},\"strict\":false},"
                + "{\"type\":\"function\",\"name\":\"get_time\",\"parameters\":"
                + "{\"type\":\"object\"},\"strict\":false}]}");
  }

  @Test
  void pictures_and_schemas_count_and_audio_is_estimated() {
    Backend own = answering("{\"input_tokens\":7}");
    TokenCount count = own.operation(TokenCount.class).orElseThrow();
    byte[] sound = {1, 2, 3};
    ChatRequest audio =
        ChatRequest.builder()
            .message(
                Message.of(
                    Message.Role.USER, List.of(Part.audio(Media.inline("audio/wav", sound)))))
            .build();

    assertThat(count.count(GoldenRequest.IMAGE.request(), TestingAttempt.unlimited()).exact())
        .isTrue();
    assertThat(count.count(GoldenRequest.SCHEMA.request(), TestingAttempt.unlimited()).exact())
        .isTrue();
    assertThat(count.count(audio, TestingAttempt.unlimited()).exact()).isFalse();

    assertThat(sent).hasSize(2);
    assertThat(body(0))
        .contains(
            "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,amFja2ZpZWxk\"}");
    assertThat(body(1))
        .contains("\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"answer\",");
  }

  @Test
  void a_compatible_server_is_not_asked_to_count() {
    TokenCount count =
        backend(Map.of("endpoint", "http://localhost:8000/v1"))
            .operation(TokenCount.class)
            .orElseThrow();

    assertThat(count.count(question().build(), TestingAttempt.unlimited()).exact()).isFalse();
    assertThat(sent).isEmpty();
  }

  /** OpenAI itself, played by a server on this machine. */
  private Backend answering(String json) {
    upstream.otherwise(Reply.json(200, json));
    HttpTransport there =
        (call, attempt) -> {
          sent.add(call);
          URI url = upstream.uri(call.url().getPath());
          return new TestingTransport().send(HttpCall.postJson(url, call.body()), attempt);
        };
    return factory.create(TestingContext.of(factory, Map.of("api_key", "sk-1")).with(there));
  }

  @Test
  void data_goes_where_the_endpoint_is() {
    assertThat(located(Map.of("api_key", "sk-1"))).isEqualTo(DataLocation.CLOUD);
    assertThat(located(Map.of("endpoint", "http://127.0.0.1:8080/v1")))
        .isEqualTo(DataLocation.LOCAL);
    assertThat(located(Map.of("endpoint", "http://10.0.0.5/v1"))).isEqualTo(DataLocation.TENANT);
  }

  @Test
  void an_endpoint_with_credentials_in_it_is_refused_without_showing_them() {
    assertThatThrownBy(() -> backend(Map.of("endpoint", "http://me:hunter2@localhost/v1")))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining("endpoint")
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("hunter2");
  }

  private DataLocation located(Map<String, String> settings) {
    return factory.data(TestingContext.settings(factory.settings(), settings));
  }

  private Backend backend(Map<String, String> settings) {
    return factory.create(TestingContext.of(factory, settings).with(keeping));
  }

  private static ChatRequest.Builder question() {
    return ChatRequest.builder().message(Message.user("Hello"));
  }

  private BackendException ask(Backend backend, ChatRequest request) {
    Chat chat = backend.operation(Chat.class).orElseThrow();
    return catchThrowableOfType(
        BackendException.class, () -> chat.open(request, TestingAttempt.unlimited()));
  }

  private String body(int index) {
    return new String(sent.get(index).body(), StandardCharsets.UTF_8);
  }
}
