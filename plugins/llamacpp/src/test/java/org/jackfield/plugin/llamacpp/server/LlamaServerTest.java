package org.jackfield.plugin.llamacpp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.plugin.llamacpp.LlamaCppBackendFactory;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Thinking.Effort;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.Preload;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingClock;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What llama-server has beside the dialect, with its recorded answers. */
@Timeout(60)
class LlamaServerTest {
  private static final ChatRequest HI = ChatRequest.builder().message(Message.user("Hi")).build();

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final TestingAttempt attempt = TestingAttempt.unlimited();

  @AfterEach
  void close() {
    upstream.close();
  }

  private Backend backend(String... settings) {
    return ServerFixture.backend(upstream, settings);
  }

  private BackendException refused(Backend backend, ChatRequest request) {
    return catchThrowableOfType(
        BackendException.class, () -> ServerFixture.ask(backend, request, attempt));
  }

  private static Reply recorded(String name) {
    return ServerFixture.recorded(name).reply();
  }

  @Test
  void a_probe_asks_for_health_and_then_with_the_key() {
    upstream.enqueue(Expectation.get("/health"), recorded("key-health"));
    upstream.enqueue(Expectation.get("/v1/models"), recorded("models"));

    assertThat(backend().probe(attempt).state()).isEqualTo(Health.State.UP);
  }

  /** What llama-server says where a route is not, such as its health by another method. */
  @Test
  void a_server_without_that_route_is_none_that_is_meant() {
    upstream.otherwise(recorded("health-post"));

    Health health = backend().probe(attempt);

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.detail()).contains("File Not Found");
    assertThat(health.hint().orElse("")).contains("endpoint");
    assertThat(upstream.received()).extracting(Received::method).containsOnly("GET");
  }

  @Test
  void a_server_that_loads_its_model_is_loading() {
    upstream.enqueue(Expectation.get("/health"), recorded("props-loading"));

    Health health = backend().probe(attempt);

    assertThat(health.state()).isEqualTo(Health.State.LOADING);
    assertThat(health.detail()).contains("Loading model");
  }

  @Test
  void a_key_that_is_missing_is_told_by_the_probe() {
    upstream.enqueue(recorded("key-health")).enqueue(recorded("key-models"));

    Health health = backend().probe(attempt);

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.hint().orElse("")).contains("LLAMACPP_API_KEY");
  }

  @Test
  void tools_that_the_template_does_not_know_are_refused_and_never_sent() {
    upstream.enqueue(Expectation.get("/props"), recorded("props"));

    BackendException error = refused(backend(), Behaviour.TOOLS.request());

    assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(error.message()).contains("knows no tools");
    assertThat(error.hint().orElse("")).contains("--chat-template-file");
    assertThat(upstream.requests()).isEqualTo(1);
  }

  @Test
  void images_that_the_model_does_not_see_are_refused_and_never_sent() {
    upstream.enqueue(Expectation.get("/props"), recorded("props"));

    BackendException error = refused(backend(), Behaviour.IMAGES.request());

    assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(error.hint().orElse("")).contains("--mmproj");
  }

  @Test
  void an_effort_that_the_template_does_not_know_is_sent_and_noted() {
    upstream.aside(
        request ->
            request.path().equals("/props") ? Optional.of(recorded("props")) : Optional.empty());
    upstream.otherwise(recorded("chat-stream-usage"));
    Backend backend = backend();

    ServerFixture.ask(backend, HI.withThinking(Thinking.NONE.withEffort(Effort.HIGH)), attempt);
    ServerFixture.ask(
        backend,
        ServerFixture.wire(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true,"
                + "\"reasoning_effort\":\"low\"}"),
        attempt);

    assertThat(attempt.notes())
        .hasSize(2)
        .containsOnly(
            "The model of llama-server has a chat template that knows no effort of thinking; it has"
                + " no effect there");
    assertThat(upstream.lastRequest().text()).contains("\"reasoning_effort\":\"low\"");
  }

  @Test
  void a_wish_not_to_think_is_told_to_the_template_as_well() {
    upstream.aside(
        request ->
            request.path().equals("/props") ? Optional.of(recorded("props")) : Optional.empty());
    upstream.otherwise(recorded("chat-stream-usage"));
    ChatRequest off = HI.withThinking(Thinking.NONE.withEffort(Effort.NONE));

    ServerFixture.ask(backend(), off, attempt);

    assertThat(upstream.lastRequest().text())
        .contains(
            "\"reasoning_effort\":\"none\",\"chat_template_kwargs\":{\"enable_thinking\":false}");
    assertThat(attempt.notes()).isEmpty();
  }

  @Test
  void what_the_server_can_is_asked_once_and_again_after_a_minute() {
    TestingClock clock = new TestingClock();
    Backend backend =
        new LlamaCppBackendFactory().create(ServerFixture.context(upstream).with(clock));
    upstream.aside(
        request ->
            request.path().equals("/props")
                ? Optional.of(recorded("tooltpl-props"))
                : Optional.empty());
    upstream.otherwise(recorded("tooltpl-chat-tools-fewshot-stream"));

    ServerFixture.ask(backend, Behaviour.TOOLS.request(), attempt);
    ServerFixture.ask(backend, Behaviour.TOOLS.request(), attempt);
    assertThat(upstream.received()).extracting(Received::path).containsOnlyOnce("/props");

    clock.advance(Duration.ofSeconds(61));
    ServerFixture.ask(backend, Behaviour.TOOLS.request(), attempt);
    assertThat(upstream.received())
        .filteredOn(request -> request.path().equals("/props"))
        .hasSize(2);
  }

  @Test
  void a_server_that_does_not_tell_what_it_can_is_simply_asked() {
    upstream.aside(
        request ->
            request.path().equals("/props")
                ? Optional.of(Reply.json(404, "{\"error\":{\"message\":\"File Not Found\"}}"))
                : Optional.empty());
    upstream.otherwise(recorded("tooltpl-chat-tools-fewshot-stream"));

    assertThat(ServerFixture.ask(backend(), Behaviour.TOOLS.request(), attempt))
        .anyMatch(Chunk.ToolCallStart.class::isInstance);
  }

  @Test
  void a_server_of_several_models_is_asked_about_the_right_one() {
    upstream.enqueue(Expectation.get("/props?model=qwen%2F3"), recorded("props"));

    assertThat(refused(backend("model", "qwen/3"), Behaviour.TOOLS.request()).message())
        .contains("'qwen/3'");
  }

  @Test
  void a_caller_that_wants_the_whole_is_answered_by_a_stream_too() {
    upstream.enqueue(recorded("chat-stream-usage"));

    ServerFixture.ask(
        backend(),
        ServerFixture.wire("{\"model\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
            .withDelivery(ChatRequest.Delivery.WHOLE),
        attempt);

    Json sent = upstream.lastRequest().json();
    assertThat(sent.at("/stream").toString()).isEqualTo("true");
    assertThat(sent.find("/model")).isEmpty();
  }

  @Test
  void the_finish_tells_how_fast_the_server_was() {
    upstream.enqueue(recorded("chat-stream-usage"));

    List<Chunk> chunks = ServerFixture.ask(backend(), HI, attempt);

    Json timings =
        Json.parse(((Chunk.Finish) chunks.getLast()).extensions().json("timings").orElseThrow());
    assertThat(timings.find("/predicted_per_second")).isPresent();
    assertThat(timings.find("/cache_n")).isPresent();
  }

  @Test
  void its_own_sampling_goes_out_in_its_own_words() {
    upstream.enqueue(recorded("chat-stream-usage"));
    ChatRequest request =
        HI.withSampling(Sampling.NONE.withTopK(20).withPenalties(Penalties.NONE.withRepeat(1.1)));

    ServerFixture.ask(backend(), request, attempt);

    assertThat(upstream.lastRequest().text())
        .contains("\"top_k\":20,\"repeat_penalty\":1.1")
        .doesNotContain("repetition_penalty");
  }

  @Test
  void the_prompt_is_counted_by_the_server() {
    upstream.enqueue(
        Expectation.post("/v1/chat/completions/input_tokens"), recorded("chat-input-tokens"));

    assertThat(backend().operation(TokenCount.class).orElseThrow().count(HI, attempt))
        .isEqualTo(Count.exact(37));
  }

  @Test
  void an_older_server_renders_the_prompt_and_counts_it() {
    upstream.enqueue(Reply.json(404, "{\"error\":{\"message\":\"File Not Found\",\"code\":404}}"));
    upstream.enqueue(Expectation.post("/apply-template"), recorded("apply-template"));
    upstream.enqueue(Expectation.post("/tokenize"), recorded("tokenize-special"));

    assertThat(backend().operation(TokenCount.class).orElseThrow().count(HI, attempt))
        .isEqualTo(Count.exact(2));
    Json sent = upstream.lastRequest().json();
    assertThat(sent.at("/content").text()).startsWith("<|im_start|>system\nBe brief.");
    assertThat(sent.at("/parse_special").toString()).isEqualTo("true");
  }

  @Test
  void the_model_has_the_context_of_a_slot() {
    upstream.enqueue(recorded("models"));

    assertThat(backend().operation(ModelList.class).orElseThrow().models(attempt))
        .containsExactly(ModelInfo.of("smollm2-135m").withSize(96576768).withContext(1024));
  }

  @Test
  void embeddings_are_read_and_a_text_that_is_too_long_is_not_tried_again() {
    Embeddings embeddings = backend().operation(Embeddings.class).orElseThrow();
    upstream.enqueue(recorded("embeddings")).enqueue(recorded("embeddings-too-long"));

    assertThat(embeddings.embed(EmbeddingRequest.of("", List.of("hello")), attempt).vectors())
        .singleElement()
        .satisfies(vector -> assertThat(vector).hasSize(576));
    BackendException error =
        catchThrowableOfType(
            BackendException.class,
            () -> embeddings.embed(EmbeddingRequest.of("", List.of("long")), attempt));
    assertThat(error.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH);
    assertThat(error.code().retryable()).isFalse();
  }

  @Test
  void documents_are_refused_and_nothing_is_preloaded() {
    assertThat(refused(backend(), Behaviour.DOCUMENTS.request()).code())
        .isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(backend().operation(Preload.class)).isEmpty();
    assertThat(upstream.requests()).isZero();
  }

  @Test
  void the_same_type_runs_its_model_here_when_no_server_is_named() {
    LlamaCppBackendFactory factory = new LlamaCppBackendFactory();
    try (Backend here = factory.create(TestingContext.of(factory, Map.of()))) {
      assertThat(here.operation(Preload.class)).isPresent();
    }
  }

  @Test
  void data_stays_where_the_server_is() {
    LlamaCppBackendFactory factory = new LlamaCppBackendFactory();

    assertThat(factory.data(ServerFixture.context(upstream).settings()))
        .isEqualTo(DataLocation.LOCAL);
    assertThat(
            factory.data(
                ServerFixture.context(upstream, "endpoint", "https://llama.example.com/v1")
                    .settings()))
        .isEqualTo(DataLocation.CLOUD);
  }

  @Test
  void settings_that_would_do_nothing_contradict_the_endpoint() {
    BackendException error =
        catchThrowableOfType(BackendException.class, () -> backend("n_ctx", "2048", "top_k", "10"));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error.message()).contains("'endpoint'").contains("'n_ctx', 'top_k'");
    assertThat(error.hint().orElse("")).contains("LLAMACPP_BASE_URL");
  }

  @Test
  void a_setting_of_the_server_without_one_contradicts_too() {
    LlamaCppBackendFactory factory = new LlamaCppBackendFactory();

    BackendException error =
        catchThrowableOfType(
            BackendException.class,
            () -> factory.create(TestingContext.of(factory, Map.of("unknown_fields", "refuse"))));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error.message()).contains("Without 'endpoint'").contains("'unknown_fields'");
  }

  @Test
  void a_conversation_with_results_and_without_tools_is_sent_at_once() {
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.user("Hi"))
            .message(Message.of(Message.Role.ASSISTANT, List.of(Part.toolCall("c", "f", "{}"))))
            .message(Message.toolResult("c", "ok"))
            .build();
    upstream.enqueue(Expectation.post("/v1/chat/completions"), recorded("chat-stream-usage"));

    ServerFixture.ask(backend(), request, attempt);

    assertThat(upstream.requests()).isEqualTo(1);
  }
}
