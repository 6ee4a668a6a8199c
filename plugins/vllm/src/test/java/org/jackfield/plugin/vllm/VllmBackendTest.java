package org.jackfield.plugin.vllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.openaiwire.OpenAiRequestBody;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingAttempt;
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

/** What vLLM has beside the dialect, with its recorded answers. */
@Timeout(60)
class VllmBackendTest {
  private static final ChatRequest HI = ChatRequest.builder().message(Message.user("Hi")).build();

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final TestingAttempt attempt = TestingAttempt.unlimited();

  @AfterEach
  void close() {
    upstream.close();
  }

  private Optional<Reply> healthy(Received request) {
    return switch (request.target()) {
      // The server takes no HEAD, cheap as it would be.
      case "/health" ->
          Optional.of(
              VllmFixture.recorded(request.method().equals("GET") ? "health" : "health-head")
                  .reply());
      case "/version" -> Optional.of(VllmFixture.recorded("version").reply());
      case "/v1/models" -> Optional.of(VllmFixture.recorded("models").reply());
      default -> Optional.empty();
    };
  }

  private Health probe(String... settings) {
    return VllmFixture.backend(upstream, settings).probe(attempt);
  }

  private List<Chunk> ask(ChatRequest request, String... settings) {
    Chat chat = VllmFixture.backend(upstream, settings).operation(Chat.class).orElseThrow();
    List<Chunk> chunks = new ArrayList<>();
    try (ChatStream stream = chat.open(request, attempt)) {
      do {
        chunks.add(stream.next());
      } while (!(chunks.getLast() instanceof Chunk.Finish));
    }
    return chunks;
  }

  private BackendException refused(ChatRequest request, String... settings) {
    return catchThrowableOfType(BackendException.class, () -> ask(request, settings));
  }

  private static ChatRequest wire(String json) {
    return OpenAiRequestBody.read(json.getBytes(StandardCharsets.UTF_8)).request();
  }

  @Test
  void a_probe_tells_the_version_and_the_model_and_asks_no_question() {
    upstream.aside(this::healthy);

    Health health = probe();

    assertThat(health.state()).isEqualTo(Health.State.UP);
    assertThat(health.detail()).contains("vLLM 0.32.0").contains("smollm2-135m");
    assertThat(upstream.received()).extracting(Received::method).containsOnly("GET");
  }

  @Test
  void a_server_whose_engine_is_dead_is_down_and_says_so() {
    upstream.otherwise(VllmFixture.recorded("health-engine-dead").reply());

    Health health = probe();

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.detail()).contains("engine is dead");
    assertThat(health.hint().orElse("")).contains("log");
  }

  @Test
  void a_server_that_does_not_serve_the_model_is_down_and_names_what_it_serves() {
    upstream.aside(this::healthy);

    Health health = probe("model", "qwen3");

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.detail()).contains("'qwen3'");
    assertThat(health.hint().orElse("")).contains("smollm2-135m");
  }

  @Test
  void a_probe_meets_the_key_although_health_wants_none() {
    upstream.aside(
        request ->
            request.target().equals("/v1/models")
                ? Optional.of(VllmFixture.recorded("key-models").reply())
                : Optional.of(VllmFixture.recorded("key-health").reply()));

    Health health = probe();

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.hint().orElse("")).contains("VLLM_API_KEY");
  }

  @Test
  void a_proxy_that_lets_only_the_api_through_hides_neither_server_nor_model() {
    upstream.aside(
        request ->
            request.target().equals("/v1/models")
                ? Optional.of(VllmFixture.recorded("models").reply())
                : Optional.of(Reply.json(404, "{\"detail\":\"Not Found\"}")));

    assertThat(probe().state()).isEqualTo(Health.State.UP);
  }

  @Test
  void the_prompt_is_counted_by_the_server_with_its_template_and_its_tools() {
    upstream.enqueue(Expectation.post("/tokenize"), VllmFixture.recorded("tokenize-chat").reply());

    Count count =
        VllmFixture.backend(upstream).operation(TokenCount.class).orElseThrow().count(HI, attempt);

    assertThat(count).isEqualTo(Count.exact(31));
    assertThat(upstream.lastRequest().json())
        .isEqualTo(Json.parse("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
  }

  @Test
  void a_count_for_a_model_that_is_not_served_is_told_as_such() {
    upstream.enqueue(VllmFixture.recorded("tokenize-unknown-model").reply());

    BackendException error =
        catchThrowableOfType(
            BackendException.class,
            () ->
                VllmFixture.backend(upstream)
                    .operation(TokenCount.class)
                    .orElseThrow()
                    .count(HI.withModel("nope"), attempt));

    assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
  }

  @Test
  void the_models_have_their_context() {
    upstream.enqueue(VllmFixture.recorded("models").reply());

    assertThat(
            VllmFixture.backend(upstream).operation(ModelList.class).orElseThrow().models(attempt))
        .containsExactly(ModelInfo.of("smollm2-135m").withContext(2048));
  }

  @Test
  void a_server_without_embeddings_says_where_to_look() {
    upstream.enqueue(VllmFixture.recorded("embeddings-not-supported").reply());

    BackendException error =
        catchThrowableOfType(
            BackendException.class,
            () ->
                VllmFixture.backend(upstream)
                    .operation(Embeddings.class)
                    .orElseThrow()
                    .embed(EmbeddingRequest.of("", List.of("hello")), attempt));

    assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL);
    assertThat(upstream.lastRequest().json().find("/model")).isEmpty();
  }

  @Test
  void a_wish_of_before_version_12_is_refused_with_its_new_name_wherever_it_comes_from() {
    ChatRequest ours =
        ChatRequest.builder()
            .message(Message.user("Hi"))
            .extensions(Extensions.NONE.with("guided_regex", "\"a+\""))
            .build();
    ChatRequest theirs =
        wire(
            "{\"model\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                + "\"guided_regex\":\"a+\"}");

    for (ChatRequest request : List.of(ours, theirs)) {
      BackendException error = refused(request);
      assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
      assertThat(error.message()).contains("guided_regex");
      assertThat(error.hint().orElse("")).contains("structured_outputs: {\"regex\"");
    }
    assertThat(upstream.requests()).isZero();
  }

  @Test
  void a_word_that_only_stands_in_a_message_is_no_field() {
    upstream.enqueue(VllmFixture.recordedChat("chat-stream-usage").reply());

    ask(
        wire(
            "{\"model\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"guided_json\"}],"
                + "\"metadata\":{\"guided_json\":\"x\"},\"stream\":true}"));

    assertThat(upstream.requests()).isEqualTo(1);
  }

  @Test
  void its_own_fields_of_a_java_request_are_sent() {
    upstream.enqueue(VllmFixture.recordedChat("chat-stream-usage").reply());

    ask(
        ChatRequest.builder()
            .message(Message.user("Hi"))
            .extensions(
                Extensions.NONE
                    .with("structured_outputs", "{\"choice\":[\"yes\",\"no\"]}")
                    .with("chat_template_kwargs", "{\"enable_thinking\":false}"))
            .build());

    Json sent = upstream.lastRequest().json();
    assertThat(sent.at("/structured_outputs/choice/0").text()).isEqualTo("yes");
    assertThat(sent.at("/chat_template_kwargs/enable_thinking").toString()).isEqualTo("false");
  }

  @Test
  void a_wish_not_to_think_is_told_to_the_template_as_well_unless_the_request_does() {
    upstream.otherwise(VllmFixture.recordedChat("chat-stream-usage").reply());
    ChatRequest off = HI.withThinking(Thinking.NONE.withEffort(Thinking.Effort.NONE));

    ask(off, "unknown_fields", "refuse");
    assertThat(upstream.lastRequest().text())
        .contains(
            "\"reasoning_effort\":\"none\",\"chat_template_kwargs\":{\"enable_thinking\":false}");
    ask(template(off, "{\"name\": \"x\"}"));
    assertThat(upstream.lastRequest().text())
        .contains("\"chat_template_kwargs\":{\"name\":\"x\",\"enable_thinking\":false}");
    ask(template(off, "{\"enable_thinking\": true}"));
    assertThat(upstream.lastRequest().text())
        .contains("\"chat_template_kwargs\":{\"enable_thinking\": true}");
    ask(HI.withThinking(Thinking.NONE.withEffort(Thinking.Effort.LOW)));
    assertThat(upstream.lastRequest().text()).doesNotContain("chat_template_kwargs");
  }

  private static ChatRequest template(ChatRequest request, String values) {
    return request.withExtensions(Extensions.NONE.with("chat_template_kwargs", values));
  }

  @Test
  void its_own_sampling_goes_out_in_its_own_words() {
    upstream.enqueue(VllmFixture.recordedChat("chat-stream-usage").reply());

    ask(
        ChatRequest.builder()
            .message(Message.user("Hi"))
            .sampling(
                Sampling.NONE
                    .withTopK(20)
                    .withMinP(0.05)
                    .withPenalties(Penalties.NONE.withRepeat(1.1)))
            .build());

    assertThat(upstream.lastRequest().text())
        .contains("\"top_k\":20,\"min_p\":0.05,\"repetition_penalty\":1.1")
        .doesNotContain("repeat_penalty");
  }

  @Test
  void the_tools_of_a_forced_call_are_strict_and_others_are_as_they_were() {
    upstream.otherwise(VllmFixture.recordedChat("chat-stream-usage").reply());

    ask(Behaviour.FORCED_TOOLS.request());
    assertThat(upstream.lastRequest().json().at("/tools/0/function/strict").toString())
        .isEqualTo("true");

    ask(Behaviour.TOOLS.request());
    assertThat(upstream.lastRequest().json().find("/tools/0/function/strict")).isEmpty();
  }

  @Test
  void a_clients_own_bytes_keep_their_tools_as_they_are() {
    upstream.enqueue(VllmFixture.recordedChat("chat-tools-forced").reply());
    String body = VllmFixture.recordedChat("chat-tools-forced").requestBody();

    ask(wire(body).withDelivery(ChatRequest.Delivery.WHOLE));

    assertThat(upstream.lastRequest().text()).isEqualTo(body);
    assertThat(upstream.lastRequest().header("Upgrade")).isEmpty();
  }

  @Test
  void the_model_of_the_settings_is_asked_for_and_the_key_sent_and_never_shown() {
    upstream.enqueue(VllmFixture.recordedChat("chat-stream-usage").reply());

    ask(HI, "model", "qwen3", "api_key", "sk-1");

    Received sent = upstream.lastRequest();
    assertThat(sent.json().at("/model").text()).isEqualTo("qwen3");
    assertThat(sent.header("Authorization")).contains("Bearer sk-1");
    assertThat(sent.text()).doesNotContain("sk-1");
  }

  @Test
  void data_stays_where_the_endpoint_is() {
    VllmFactory factory = new VllmFactory();

    assertThat(
            factory.data(
                TestingContext.settings(
                    factory.settings(), Map.of("endpoint", "http://10.0.0.5:8000/v1"))))
        .isEqualTo(DataLocation.TENANT);
    assertThat(factory.data(TestingContext.settings(factory.settings(), Map.of())))
        .isEqualTo(DataLocation.LOCAL);
  }
}
