package org.jackfield.plugin.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Secret;
import org.jackfield.spi.Setting;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.contract.GoldenRequest;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AzureOpenAiFactoryTest {
  private static final String RESOURCE = "https://mycompany.openai.azure.com";

  private final AzureOpenAiFactory factory = new AzureOpenAiFactory();
  private final List<HttpCall> sent = new ArrayList<>();

  /** Keeps the call and goes no further. */
  private final HttpTransport keeping =
      (call, attempt) -> {
        sent.add(call);
        throw new BackendException(ErrorCode.UNAVAILABLE, "Nobody is there.");
      };

  @ParameterizedTest
  @EnumSource(GoldenRequest.class)
  void a_request_is_written_as_the_reference_has_it(GoldenRequest golden) {
    ask(backend(Map.of()), golden.request());

    assertThat(body()).isEqualTo(golden.text(getClass()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RESOURCE,
        RESOURCE + "/",
        RESOURCE + "/openai",
        RESOURCE + "/openai/v1/",
        RESOURCE + "//openai//v1",
      })
  void the_address_of_a_resource_is_taken_as_people_copy_it(String endpoint) {
    ask(backend(Map.of("endpoint", endpoint)), question().build());

    assertThat(sent.getFirst().url()).hasToString(RESOURCE + "/openai/v1/chat/completions");
  }

  @Test
  void a_gateway_before_the_resource_may_have_any_name_and_path() {
    ask(backend(Map.of("endpoint", "https://gateway.example/llm/")), question().build());

    assertThat(sent.getFirst().url())
        .hasToString("https://gateway.example/llm/openai/v1/chat/completions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://mycompany.openai.azure.com/openai/deployments/gpt-4o/chat/completions"
            + "?api-version=2025-01-01-preview|goes on to one deployment"
            + "|Write 'endpoint: https://mycompany.openai.azure.com' and 'model: gpt-4o', and"
            + " 'api_version: 2025-01-01-preview' for the dated API.",
        "https://mycompany.openai.azure.com?api-version=2024-10-21|has a query"
            + "|Write 'endpoint: https://mycompany.openai.azure.com', and 'api_version:"
            + " 2024-10-21' for the dated API.",
        "https://portal.azure.com/resource|is the portal|AZURE_OPENAI_ENDPOINT=https://",
        "https://api.openai.com/v1|is OpenAI's own|type: openai",
        "http://mycompany.openai.azure.com|unencrypted|https://",
      })
  void what_is_no_resource_is_refused_with_what_to_write(
      String endpoint, String message, String hint) {
    BackendException error = refused(Map.of("endpoint", endpoint));

    assertThat(error.message()).contains("'under-test'").contains(message);
    assertThat(error.hint().orElse("")).contains(hint);
  }

  @Test
  void credentials_in_the_address_are_refused_without_showing_them() {
    assertThat(refused(Map.of("endpoint", "https://me:hunter2@x.openai.azure.com")).message())
        .contains("endpoint")
        .doesNotContain("hunter2");
  }

  @Test
  void a_dated_version_puts_the_deployment_into_the_path() {
    Backend backend = backend(Map.of("api_version", "2024-10-21"));

    ask(backend, question().limits(Limits.NONE.withMaxOutputTokens(9)).build());
    ask(backend, question().model("other.one-2").build());

    assertThat(sent)
        .extracting(call -> call.url().toString())
        .containsExactly(
            RESOURCE + "/openai/deployments/chat-prod/chat/completions?api-version=2024-10-21",
            RESOURCE + "/openai/deployments/other.one-2/chat/completions?api-version=2024-10-21");
    assertThat(body()).contains("\"max_tokens\":9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../models", "a/b", "..", "a?b=c", "a%2fb", "a b", "é"})
  void a_name_that_would_leave_its_place_in_the_path_is_no_deployment(String model) {
    BackendException error =
        ask(backend(Map.of("api_version", "2024-10-21")), question().model(model).build());

    assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(error.message()).contains("no deployment '" + model + "'");
    assertThat(sent).isEmpty();
  }

  @Test
  void a_newer_dated_version_takes_the_newer_limit_and_a_preview_of_v1_is_v1() {
    ChatRequest limited = question().limits(Limits.NONE.withMaxOutputTokens(9)).build();

    ask(backend(Map.of("api_version", "2025-01-01-preview")), limited);
    assertThat(body()).contains("\"max_completion_tokens\":9");

    sent.clear();
    ask(backend(Map.of("api_version", "preview")), limited);
    assertThat(sent.getFirst().url())
        .hasToString(RESOURCE + "/openai/v1/chat/completions?api-version=preview");
  }

  @ParameterizedTest
  @CsvSource({"2023-05-15, too old", "v2, must be", "latest, must be", "2024-10-21&x=y, must be"})
  void a_version_that_is_none_or_too_old_is_refused(String version, String message) {
    BackendException error = refused(Map.of("api_version", version));

    assertThat(error.message()).contains("'api_version'").contains(message);
    assertThat(error.hint().orElse("")).contains("AZURE_OPENAI_API_VERSION");
  }

  @Test
  void a_key_is_sent_as_azure_wants_it_and_a_token_wins_over_it() {
    ask(backend(Map.of()), question().build());
    ask(backend(Map.of("token", "entra-1")), question().build());

    assertThat(header("api-key", 0)).containsExactly("key-1");
    assertThat(header("Authorization", 0)).isEmpty();
    assertThat(header("Authorization", 1)).containsExactly("Bearer entra-1");
    assertThat(header("api-key", 1)).isEmpty();
    assertThat(sent.toString()).doesNotContain("key-1").doesNotContain("entra-1");
  }

  private List<String> header(String name, int index) {
    return sent.get(index).headers().stream()
        .filter(header -> header.name().equals(name))
        .map(HttpCall.Header::value)
        .toList();
  }

  @Test
  void what_is_missing_is_named_by_its_variable_and_a_token_stands_for_a_key() {
    assertThat(missing(Map.of()))
        .containsExactly(
            "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_DEPLOYMENT");
    assertThat(missing(Map.of("token", Secret.of("entra-1"))))
        .containsExactly("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_DEPLOYMENT");
  }

  private List<String> missing(Map<String, ?> settings) {
    return factory.settings().missing(Settings.of(settings)).stream()
        .map(Setting::variables)
        .map(List::getFirst)
        .toList();
  }

  @Test
  void data_stays_in_the_tenant() {
    assertThat(factory.data(TestingContext.settings(factory.settings(), all(Map.of()))))
        .isEqualTo(DataLocation.TENANT);
  }

  @Test
  void a_refused_token_says_how_to_get_another_one() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.enqueue(
          Reply.json(
              401,
              "{\"error\":{\"code\":\"401\",\"message\":\"Unauthorized. Access token is missing,"
                  + " invalid, audience is incorrect, or have expired.\"}}",
              "apim-request-id: 1b2c"));

      BackendException error = ask(at(upstream, Map.of("token", "entra-1")), question().build());

      assertThat(error.code()).isEqualTo(ErrorCode.AUTHENTICATION);
      assertThat(error.hint().orElse("")).contains("AZURE_OPENAI_AD_TOKEN").contains("az account");
      assertThat(error.upstreamId()).contains("1b2c");
    }
  }

  @Test
  void a_rate_limit_waits_as_long_as_azure_says() {
    String body = "{\"error\":{\"code\":\"429\",\"message\":\"Please retry after 9 seconds.\"}}";
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream
          .enqueue(Reply.json(429, body, "retry-after-ms: 1500", "retry-after: 2"))
          .enqueue(Reply.json(429, body));
      Backend backend = at(upstream, Map.of());

      assertThat(ask(backend, question().build()).retryAfter()).contains(Duration.ofMillis(1500));
      assertThat(ask(backend, question().build()).retryAfter()).contains(Duration.ofSeconds(9));
    }
  }

  @Test
  void an_answer_that_the_filter_did_not_see_is_noted() {
    String events =
        "data: {\"choices\":[],\"id\":\"\",\"model\":\"\",\"prompt_filter_results\":[]}\n\n"
            + "data: {\"id\":\"c\",\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},"
            + "\"content_filter_results\":{\"error\":{\"code\":\"content_filter_error\","
            + "\"message\":\"The contents are not filtered\"}},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: [DONE]\n\n";
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.enqueue(Reply.stream("text/event-stream").chunk(events).lastChunk());
      TestingAttempt attempt = TestingAttempt.unlimited();
      try (var stream =
          at(upstream, Map.of())
              .operation(Chat.class)
              .orElseThrow()
              .open(question().build(), attempt)) {
        assertThat(stream.next()).asString().startsWith("start of gpt-4o");
        var _ = stream.next();
      }

      assertThat(attempt.notes()).singleElement().asString().contains("not filtered");
    }
  }

  @Test
  void a_probe_asks_for_models_which_costs_nothing() {
    String models = "{\"data\":[{\"id\":\"gpt-4o-2024-11-20\",\"object\":\"model\"}]}";
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream
          .enqueue(Expectation.get("/openai/v1/models"), Reply.json(200, models))
          .enqueue(
              Expectation.get("/openai/models?api-version=2024-10-21"), Reply.json(200, models));

      Backend dated = at(upstream, Map.of("api_version", "2024-10-21"));
      assertThat(at(upstream, Map.of()).probe(TestingAttempt.unlimited()).state())
          .isEqualTo(Health.State.UP);
      assertThat(dated.probe(TestingAttempt.unlimited()).state()).isEqualTo(Health.State.UP);
    }
  }

  /**
   * Base models are no names to ask by:
   * https://learn.microsoft.com/rest/api/azureopenai/models/list.
   */
  @Test
  void the_list_of_models_has_the_deployment() {
    assertThat(
            backend(Map.of("model", "chat-prod"))
                .operation(ModelList.class)
                .orElseThrow()
                .models(TestingAttempt.unlimited()))
        .extracting(ModelInfo::id)
        .containsExactly("chat-prod");
  }

  @Test
  void embeddings_are_asked_of_their_deployment() {
    Embeddings embeddings =
        backend(Map.of("api_version", "2024-10-21", "embedding_model", "embed-prod"))
            .operation(Embeddings.class)
            .orElseThrow();

    BackendException unreached =
        catchThrowableOfType(
            BackendException.class,
            () ->
                embeddings.embed(
                    EmbeddingRequest.of("", List.of("a")), TestingAttempt.unlimited()));

    assertThat(unreached.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(sent.getFirst().url())
        .hasToString(RESOURCE + "/openai/deployments/embed-prod/embeddings?api-version=2024-10-21");
  }

  @Test
  void tokens_are_estimated_because_azure_has_no_way_to_count_them() {
    TokenCount count = backend(Map.of()).operation(TokenCount.class).orElseThrow();

    assertThat(count.count(question().build(), TestingAttempt.unlimited()).exact()).isFalse();
    assertThat(sent).isEmpty();
  }

  private BackendException refused(Map<String, String> settings) {
    return catchThrowableOfType(BackendException.class, () -> backend(settings));
  }

  private Backend at(ScriptedUpstream upstream, Map<String, String> settings) {
    Map<String, String> there = new HashMap<>(all(settings));
    there.put("endpoint", upstream.uri("/").toString());
    return factory.create(TestingContext.of(factory, there));
  }

  private Backend backend(Map<String, String> settings) {
    return factory.create(TestingContext.of(factory, all(settings)).with(keeping));
  }

  private static Map<String, String> all(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("endpoint", RESOURCE);
    all.put("api_key", "key-1");
    all.put("model", "chat-prod");
    all.putAll(settings);
    return all;
  }

  private static ChatRequest.Builder question() {
    return ChatRequest.builder().message(Message.user("Hello"));
  }

  private static BackendException ask(Backend backend, ChatRequest request) {
    Chat chat = backend.operation(Chat.class).orElseThrow();
    return catchThrowableOfType(
        BackendException.class, () -> chat.open(request, TestingAttempt.unlimited()));
  }

  private String body() {
    return new String(sent.getFirst().body(), StandardCharsets.UTF_8);
  }
}
