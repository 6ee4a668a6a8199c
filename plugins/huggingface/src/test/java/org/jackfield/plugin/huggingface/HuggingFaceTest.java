package org.jackfield.plugin.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.openaiwire.OpenAiRequestBody;
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
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The router and text-generation-inference: what each has of its own. */
@Timeout(60)
class HuggingFaceTest {
  private static final ChatRequest HI = ChatRequest.builder().message(Message.user("Hi")).build();

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final TestingAttempt attempt = TestingAttempt.unlimited();
  private final HuggingFaceFactory factory = new HuggingFaceFactory();

  @AfterEach
  void close() {
    upstream.close();
  }

  private Backend tgi() {
    return HuggingFaceFixture.backend(upstream);
  }

  private static ChatRequest wire(String fields) {
    String json =
        "{\"model\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]," + fields + "}";
    return OpenAiRequestBody.read(json.getBytes(StandardCharsets.UTF_8)).request();
  }

  private BackendException refused(ChatRequest request) {
    return catchThrowableOfType(
        BackendException.class, () -> HuggingFaceFixture.ask(tgi(), request, attempt));
  }

  @Test
  void the_router_is_where_calls_go_and_wants_a_token() {
    assertThat(factory.settings().missing(Settings.of(Map.of("endpoint", URI.create("http://x")))))
        .isEmpty();
    assertThat(
            factory
                .settings()
                .missing(
                    Settings.of(
                        Map.of("endpoint", URI.create("https://router.huggingface.co/v1")))))
        .singleElement()
        .extracting(Setting::variables)
        .isEqualTo(List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"));
    List<HttpCall> sent = new ArrayList<>();
    Backend backend =
        factory.create(
            TestingContext.of(factory, Map.of("api_key", "hf_1"))
                .with(
                    (call, attempt) -> {
                      sent.add(call);
                      throw new BackendException(ErrorCode.UNAVAILABLE, "Nobody is there.");
                    }));

    assertThat(
            catchThrowableOfType(
                BackendException.class,
                () -> backend.operation(Chat.class).orElseThrow().open(HI, attempt)))
        .isNotNull();
    assertThat(sent.getFirst().url())
        .hasToString("https://router.huggingface.co/v1/chat/completions");
    assertThat(Json.parse(new String(sent.getFirst().body(), StandardCharsets.UTF_8)).at("/model"))
        .isEqualTo(Json.parse("\"openai/gpt-oss-120b\""));
  }

  @Test
  void the_router_by_another_spelling_tells_of_the_missing_token_at_the_call() {
    Backend backend =
        factory.create(
            TestingContext.of(factory, Map.of("endpoint", "https://router.huggingface.co/")));

    Health health = backend.probe(attempt);

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.detail()).contains("HF_TOKEN is not set");
  }

  @Test
  void a_model_may_name_its_provider_at_the_router() {
    upstream.enqueue(HuggingFaceFixture.ANSWER);

    HuggingFaceFixture.ask(
        HuggingFaceFixture.backend(upstream, "server", "router"),
        HI.withModel("meta-llama/Llama-3.3-70B-Instruct:groq"),
        attempt);

    assertThat(upstream.lastRequest().json().at("/model").text())
        .isEqualTo("meta-llama/Llama-3.3-70B-Instruct:groq");
  }

  @Test
  void the_router_has_no_tokenizer_so_a_count_is_an_estimate() {
    Count count =
        HuggingFaceFixture.backend(upstream, "server", "router")
            .operation(TokenCount.class)
            .orElseThrow()
            .count(HI, attempt);

    assertThat(count.exact()).isFalse();
    assertThat(count.tokens()).isPositive();
    assertThat(upstream.requests()).isZero();
  }

  @Test
  void a_server_counts_with_its_template() {
    upstream.enqueue(
        Expectation.post("/chat_tokenize"),
        Reply.json(
            200,
            "{\"tokenize_response\":[{\"id\":1,\"text\":\"<|im_start|>\",\"start\":0,\"stop\":12},"
                + "{\"id\":4093,\"text\":\"user\",\"start\":12,\"stop\":16}],"
                + "\"templated_text\":\"<|im_start|>user\"}"));

    assertThat(tgi().operation(TokenCount.class).orElseThrow().count(HI, attempt))
        .isEqualTo(Count.exact(2));
  }

  @Test
  void a_server_tells_its_model_and_how_much_it_takes() {
    upstream.enqueue(Expectation.get("/info"), Reply.json(200, TgiDialect.INFO));

    assertThat(tgi().operation(ModelList.class).orElseThrow().models(attempt))
        .containsExactly(ModelInfo.of("HuggingFaceTB/SmolLM2-135M-Instruct").withContext(2048));
  }

  @Test
  void a_server_whose_info_is_hidden_lists_its_model() {
    upstream.enqueue(Expectation.get("/info"), Reply.whole(404, "text/plain", ""));
    upstream.enqueue(
        Expectation.get("/v1/models"),
        Reply.json(200, "{\"object\":\"list\",\"data\":[{\"id\":\"a/b\",\"object\":\"model\"}]}"));

    assertThat(tgi().operation(ModelList.class).orElseThrow().models(attempt))
        .containsExactly(ModelInfo.of("a/b"));
  }

  @Test
  void a_server_that_is_not_well_is_down() {
    upstream.enqueue(
        Expectation.get("/health"),
        Reply.json(503, "{\"error\":\"unhealthy\",\"error_type\":\"healthcheck\"}"));

    Health health = tgi().probe(attempt);

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.detail()).contains("unhealthy");
  }

  @Test
  void a_clients_own_schema_is_put_as_the_server_wants_it() {
    upstream.enqueue(HuggingFaceFixture.ANSWER);

    HuggingFaceFixture.ask(
        tgi(),
        wire(
            "\"stream\":true,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                + "{\"name\":\"c\",\"schema\":{\"type\":\"object\"}}}"),
        attempt);

    assertThat(upstream.lastRequest().json().at("/response_format"))
        .isEqualTo(Json.parse("{\"type\":\"json\",\"value\":{\"type\":\"object\"}}"));
  }

  @Test
  void any_json_is_any_object_there() {
    upstream.enqueue(HuggingFaceFixture.ANSWER);

    HuggingFaceFixture.ask(tgi(), Behaviour.JSON.request(), attempt);

    assertThat(upstream.lastRequest().json().at("/response_format"))
        .isEqualTo(Json.parse("{\"type\":\"json\",\"value\":{\"type\":\"object\"}}"));
  }

  @Test
  void what_the_server_would_ignore_is_refused() {
    for (ChatRequest request :
        List.of(
            wire("\"n\":2"),
            wire("\"logit_bias\":{\"1\":5}"),
            wire("\"top_k\":20"),
            wire("\"repetition_penalty\":1.2"),
            Behaviour.TOOLS.request().withResponseFormat(ResponseFormat.json()),
            HI.withExtensions(Extensions.NONE.with("n", "3")))) {
      BackendException error = refused(request);
      assertThat(error).as("the refusal of %s", request).isNotNull();
      assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    }
    assertThat(upstream.requests()).isZero();
  }

  @Test
  void what_asks_for_nothing_special_passes() {
    upstream.enqueue(HuggingFaceFixture.ANSWER);

    HuggingFaceFixture.ask(tgi(), wire("\"n\":1,\"logit_bias\":{}"), attempt);

    assertThat(attempt.notes()).isEmpty();
  }

  @Test
  void an_effort_and_a_presence_penalty_are_left_out_and_noted() {
    upstream.enqueue(HuggingFaceFixture.ANSWER);

    HuggingFaceFixture.ask(
        tgi(),
        wire("\"reasoning_effort\":\"low\",\"presence_penalty\":0.5,\"frequency_penalty\":0.25"),
        attempt);

    assertThat(attempt.notes()).hasSize(2);
    Json sent = upstream.lastRequest().json();
    assertThat(sent.find("/reasoning_effort")).isEmpty();
    assertThat(sent.find("/presence_penalty")).isEmpty();
    assertThat(sent.at("/frequency_penalty").toString()).isEqualTo("0.25");
  }

  /** A delta as in integration-tests/models/__snapshots__/test_tools_llama of its sources. */
  @Test
  void a_tool_call_of_the_server_has_nulls_and_is_one_all_the_same() {
    String start =
        "data: {\"choices\":[{\"delta\":{\"content\":null,\"role\":\"assistant\",\"tool_calls\":[{"
            + "\"function\":{\"arguments\":\"{\",\"name\":\"get_weather\"},\"id\":\"0\",\"index\":0,"
            + "\"type\":\"function\"}]},\"finish_reason\":null,\"index\":0,\"logprobs\":null}]}\n\n";
    String more =
        "data: {\"choices\":[{\"delta\":{\"content\":null,\"role\":\"assistant\",\"tool_calls\":[{"
            + "\"function\":{\"arguments\":\"}\",\"name\":null},\"id\":\"0\",\"index\":0,"
            + "\"type\":\"function\"}]},\"finish_reason\":\"stop\",\"index\":0}]}\n\n";
    upstream.enqueue(
        Reply.stream("text/event-stream").chunk(start + more + "data: [DONE]\n\n").lastChunk());

    List<Chunk> chunks = HuggingFaceFixture.ask(tgi(), Behaviour.FORCED_TOOLS.request(), attempt);

    assertThat(chunks).filteredOn(Chunk.ToolCallStart.class::isInstance).hasSize(1);
    assertThat(((Chunk.Finish) chunks.getLast()).reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void data_goes_where_the_endpoint_is() {
    assertThat(factory.data(TestingContext.settings(factory.settings(), Map.of("api_key", "x"))))
        .isEqualTo(DataLocation.CLOUD);
    assertThat(
            factory.data(
                TestingContext.settings(
                    factory.settings(), Map.of("endpoint", "http://127.0.0.1:8080"))))
        .isEqualTo(DataLocation.LOCAL);
  }
}
