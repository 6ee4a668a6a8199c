package org.jackfield.plugin.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Setting;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OllamaBackendTest {
  private static final ChatRequest REQUEST =
      ChatRequest.builder().message(Message.user("Hello")).build();

  private final OllamaFixture fixture = new OllamaFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void version() {
    fixture.upstream.enqueue(
        Expectation.get("/api/version"), Reply.json(200, "{\"version\":\"0.17.4\"}"));
  }

  private void tags(String... names) {
    String models =
        String.join(",", List.of(names).stream().map(n -> "{\"name\":\"" + n + "\"}").toList());
    fixture.upstream.enqueue(
        Expectation.get("/api/tags"), Reply.json(200, "{\"models\":[" + models + "]}"));
  }

  @Test
  void the_seeds_variables_and_defaults_are_declared() {
    OllamaFactory factory = new OllamaFactory();

    assertThat(factory.settings().option("endpoint"))
        .hasValueSatisfying(
            option -> {
              assertThat(option.defaultValue()).contains("http://localhost:11434");
              assertThat(option.variables()).containsExactly("OLLAMA_BASE_URL");
            });
    assertThat(factory.settings().option("model"))
        .hasValueSatisfying(
            option -> {
              assertThat(option.defaultValue()).contains("llama3.1");
              assertThat(option.variables()).containsExactly("OLLAMA_MODEL");
            });
    assertThat(factory.settings().retries()).isZero();
    assertThat(factory.settings().option("api_key").map(Setting::kind))
        .contains(Setting.Kind.SECRET);
  }

  @Test
  void data_stays_where_the_server_is_unless_the_model_runs_in_the_cloud() {
    assertThat(location("http://localhost:11434", "llama3.1")).isEqualTo(DataLocation.LOCAL);
    assertThat(location("http://10.0.0.5:11434", "llama3.1")).isEqualTo(DataLocation.TENANT);
    assertThat(location("https://ollama.com", "gpt-oss:120b")).isEqualTo(DataLocation.CLOUD);
    assertThat(location("http://localhost:11434", "gpt-oss:120b-cloud"))
        .isEqualTo(DataLocation.CLOUD);
    assertThat(location("http://localhost:11434", "glm-4.6:cloud")).isEqualTo(DataLocation.CLOUD);
  }

  private static DataLocation location(String endpoint, String model) {
    OllamaFactory factory = new OllamaFactory();
    return factory.data(
        TestingContext.settings(factory.settings(), Map.of("endpoint", endpoint, "model", model)));
  }

  @Test
  void a_probe_finds_the_model_with_or_without_its_tag() {
    for (String name : List.of("llama3.1", "llama3.1:latest")) {
      version();
      tags("other:7b", name);

      assertThat(fixture.backend().probe(fixture.attempt))
          .isEqualTo(Health.up("Ollama 0.17.4 with llama3.1"));
    }
  }

  @Test
  void a_probe_without_the_model_says_how_to_get_it() {
    version();
    tags("llama3.1:70b");

    Health health = fixture.backend().probe(fixture.attempt);

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.detail())
        .isEqualTo("Model 'llama3.1' not found. Download it with: ollama pull llama3.1");
  }

  @Test
  void a_probe_of_something_else_says_so() {
    fixture.upstream.enqueue(Reply.whole(200, "text/html", "<html>"));

    Health health = fixture.backend().probe(fixture.attempt);

    assertThat(health.state()).isEqualTo(Health.State.DOWN);
    assertThat(health.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("'endpoint'"));
  }

  @Test
  void it_has_chat_models_and_embeddings() {
    assertThat(fixture.backend().operation(ModelList.class)).isPresent();
    assertThat(fixture.backend().operation(Embeddings.class)).isPresent();
  }

  @Test
  void tokens_are_estimated_because_the_server_counts_none_ahead() {
    TokenCount count = fixture.operation(TokenCount.class);

    assertThat(count.exact()).isFalse();
    assertThat(count.count(REQUEST, fixture.attempt).exact()).isFalse();
    assertThat(fixture.upstream.requests()).isZero();
  }

  @Test
  void the_context_window_is_known_when_it_is_configured() {
    assertThat(fixture.backend("num_ctx", "8192").capabilities("").contextTokens()).hasValue(8192);
    assertThat(fixture.backend().capabilities("").contextTokens()).isEmpty();
  }

  @Test
  void parts_are_counted_in_the_order_they_begin() {
    fixture.upstream.enqueue(
        Reply.stream("application/x-ndjson")
            .chunk("{\"model\":\"m\",\"message\":{\"content\":\"\",\"thinking\":\"Hm\"}}\n")
            .chunk("{\"message\":{\"content\":\"Let \"}}\n{\"message\":{\"content\":\"me.\"}}\n")
            .chunk(
                "{\"message\":{\"content\":\"\",\"tool_calls\":["
                    + "{\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":{\"n\":0.12345678901234567890}}},"
                    + "{\"id\":\"b\",\"function\":{\"name\":\"y\"}}]}}\n")
            .chunk("{\"done\":true,\"done_reason\":\"stop\",\"eval_count\":9}")
            .lastChunk());

    assertThat(fixture.ask(REQUEST))
        .containsExactly(
            Chunk.start("m", ""),
            Chunk.thinking(0, "Hm"),
            Chunk.text(1, "Let "),
            Chunk.text(1, "me."),
            Chunk.toolCall(2, "a", "x"),
            Chunk.arguments(2, "{\"n\":0.12345678901234567890}"),
            Chunk.toolCall(3, "b", "y"),
            Chunk.arguments(3, "{}"),
            Chunk.finish(
                FinishReason.TOOL_CALLS, Usage.UNKNOWN.withOutput(9).with(Usage.Origin.REPORTED)));
  }

  @Test
  void a_call_without_an_id_gets_one() {
    String line =
        "{\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"x\"}},"
            + "{\"function\":{\"name\":\"x\"}}]},\"done\":true,\"done_reason\":\"stop\"}";
    fixture.upstream.enqueue(Reply.json(200, line));

    assertThat(fixture.ask(REQUEST))
        .filteredOn(Chunk.ToolCallStart.class::isInstance)
        .extracting(chunk -> ((Chunk.ToolCallStart) chunk).id())
        .doesNotHaveDuplicates()
        .allMatch(id -> id.startsWith("call_"));
  }

  @Test
  void an_unknown_reason_to_end_is_kept_as_unknown() {
    fixture.upstream.enqueue(
        Reply.json(200, "{\"message\":{},\"done\":true,\"done_reason\":\"unload\"}"));

    Chunk.Finish finish = (Chunk.Finish) fixture.ask(REQUEST).getLast();
    assertThat(finish.reason()).isEqualTo(FinishReason.UNKNOWN);
    assertThat(finish.extensions().json("native_finish_reason")).contains("\"unload\"");
  }

  @Test
  void unknown_fields_and_blank_lines_are_no_matter() {
    fixture.upstream.enqueue(
        Reply.stream("application/x-ndjson")
            .chunk("\n\r\n{\"x\":{\"y\":[1]},\"message\":{\"content\":\"Yes\",\"z\":null}}\r\n")
            .chunk("{\"done\":true,\"message\":{\"content\":\".\"},\"done_reason\":\"stop\"}\n")
            .lastChunk());

    assertThat(OllamaFixture.text(fixture.ask(REQUEST))).isEqualTo("Yes.");
  }

  @Test
  void a_prompt_that_is_too_long_is_told_with_both_token_counts() {
    ChatRequest novel = ChatRequest.builder().message(Message.user("word ".repeat(9_600))).build();
    Reply refusal = Reply.json(400, "{\"error\":\"the input length exceeds the context length\"}");

    fixture.upstream.enqueue(refusal);
    assertThat(tooLong(novel, "num_ctx", "4096"))
        .as("the size that is configured")
        .contains("about 12000 tokens (estimated)")
        .contains("context of 4096 tokens");

    fixture.upstream.enqueue(refusal);
    fixture.upstream.enqueue(
        Expectation.get("/api/ps"),
        Reply.json(
            200,
            "{\"models\":[{\"name\":\"other:1b\",\"context_length\":9},"
                + "{\"name\":\"llama3.1:latest\",\"context_length\":2048}]}"));
    assertThat(tooLong(novel)).as("the size it was loaded with").contains("context of 2048 tokens");

    fixture.upstream.enqueue(refusal);
    fixture.upstream.enqueue(Expectation.get("/api/ps"), Reply.json(500, "{}"));
    assertThat(tooLong(novel))
        .as("the server's own words where nobody knows more")
        .isEqualTo(
            "Ollama at "
                + fixture.upstream.hostPort()
                + " answered with HTTP 400: the input length exceeds the context length");
  }

  @Test
  void a_prompt_that_is_too_long_is_told_with_the_id_of_its_request() {
    fixture.upstream.enqueue(
        Reply.json(
            400,
            "{\"error\":\"the input length exceeds the context length\"}",
            "X-Request-Id: req_7"));

    BackendException error =
        catchThrowableOfType(BackendException.class, () -> fixture.ask(REQUEST, "num_ctx", "4096"));

    assertThat(error.message()).contains("context of 4096 tokens");
    assertThat(error.upstreamId()).contains("req_7");
  }

  private String tooLong(ChatRequest request, String... settings) {
    BackendException error =
        catchThrowableOfType(BackendException.class, () -> fixture.ask(request, settings));
    assertThat(error.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH);
    assertThat(error.upstreamStatus()).hasValue(400);
    assertThat(error.hint().orElse("")).contains("num_ctx");
    return error.message();
  }

  /**
   * 502 is what its cloud answers through it, 499 what it says of a call that it gave up itself.
   */
  @Test
  void failures_of_the_server_may_heal() {
    for (int status : new int[] {499, 500, 502}) {
      fixture.upstream.enqueue(Reply.json(status, "{\"error\":\"it broke\"}"));

      BackendException error =
          catchThrowableOfType(BackendException.class, () -> fixture.ask(REQUEST));

      assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(error.retryable()).isTrue();
    }
  }

  @Test
  void embeddings_refuse_to_cut_a_text() {
    fixture.upstream.enqueue(
        Expectation.post("/api/embed")
            .json("/model", "\"nomic\"")
            .json("/input", "[\"a\"]")
            .json("/truncate", "false")
            .json("/dimensions", "64")
            .json("/options/num_ctx", "512"),
        Reply.json(400, "{\"error\":\"the input length exceeds the context length\"}"));
    Embeddings embeddings = fixture.operation(Embeddings.class, "num_ctx", "512");

    assertThatThrownBy(
            () ->
                embeddings.embed(
                    EmbeddingRequest.of("nomic", List.of("a")).withDimensions(64), fixture.attempt))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTEXT_LENGTH));
  }

  @Test
  void embeddings_that_are_too_few_are_refused() {
    fixture.upstream.enqueue(Reply.json(200, "{\"embeddings\":[[1.0]]}"));
    Embeddings embeddings = fixture.operation(Embeddings.class);

    assertThatThrownBy(
            () -> embeddings.embed(EmbeddingRequest.of("", List.of("a", "b")), fixture.attempt))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("1 embeddings for 2 texts");
  }

  @Test
  void an_unknown_model_is_named_as_it_was_asked_for() {
    fixture.upstream.enqueue(Reply.json(404, "{\"error\":\"model 'qwen3:4b' not found\"}"));

    assertThatThrownBy(() -> fixture.ask(REQUEST.withModel("qwen3:4b")))
        .hasMessage("Model 'qwen3:4b' not found. Download it with: ollama pull qwen3:4b");
  }
}
