package org.jackfield.plugin.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Operation;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.EmbeddingResult;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where calls go, who they say is calling, and what comes of answers that are no chat. */
class GeminiBackendTest {
  private static final ChatRequest HELLO =
      ChatRequest.builder().message(Message.user("Hello")).build();

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final TestingAttempt attempt = TestingAttempt.unlimited();

  @AfterEach
  void stop() {
    upstream.close();
  }

  @Test
  void the_key_is_in_its_header_and_never_in_the_url() {
    upstream.enqueue(Reply.json(200, "{\"models\":[]}"));

    backend("").probe(attempt);

    assertThat(upstream.lastRequest().header("x-goog-api-key")).contains("key-1");
    assertThat(upstream.lastRequest().target()).isEqualTo("/v1beta/models?pageSize=1");
  }

  @Test
  void an_endpoint_may_end_in_its_version_or_a_slash_or_not() {
    for (String end : List.of("", "/", "/v1beta", "/v1beta/")) {
      upstream.enqueue(Reply.json(200, "{}"));

      backend(end).probe(attempt);

      assertThat(upstream.lastRequest().target()).startsWith("/v1beta/models?");
    }
  }

  @Test
  void a_model_may_be_named_with_its_collection_and_stays_in_its_place() {
    Map.of(
            "gemini-x", "/v1beta/models/gemini-x:",
            "models/gemini-x", "/v1beta/models/gemini-x:",
            "tunedModels/mine-1", "/v1beta/tunedModels/mine-1:",
            "a/../b?c d", "/v1beta/models/a%2F..%2Fb%3Fc%20d:")
        .forEach(
            (model, target) -> {
              upstream.enqueue(Reply.json(404, "{}"));

              failure(() -> operation(Chat.class).open(HELLO.withModel(model), attempt));

              assertThat(upstream.lastRequest().target())
                  .isEqualTo(target + "streamGenerateContent?alt=sse");
            });
  }

  @Test
  void a_daily_quota_with_a_delay_is_waited_for() {
    upstream.enqueue(
        Reply.json(429, new String(Fixture.bytes("answers/quota.json"), StandardCharsets.UTF_8)));

    BackendException error = failure(() -> operation(Chat.class).open(HELLO, attempt));

    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(36));
  }

  @Test
  void models_come_by_pages_and_only_those_that_chat_or_embed() {
    upstream.enqueue(
        Reply.json(
            200,
            "{\"models\":[{\"name\":\"models/gemini-x\",\"inputTokenLimit\":1048576,"
                + "\"outputTokenLimit\":65536,\"supportedGenerationMethods\":[\"generateContent\"]},"
                + "{\"name\":\"models/veo\",\"supportedGenerationMethods\":"
                + "[\"predictLongRunning\"]}],\"nextPageToken\":\"a/b\"}"));
    upstream.enqueue(
        Reply.json(
            200,
            "{\"models\":[{\"name\":\"models/gemini-embedding-001\","
                + "\"supportedGenerationMethods\":[\"embedContent\"]}]}"));

    assertThat(operation(ModelList.class).models(attempt))
        .containsExactly(
            ModelInfo.of("gemini-x").withContext(1048576).withMaxOutput(65536),
            ModelInfo.of("gemini-embedding-001"));
    assertThat(upstream.lastRequest().target())
        .isEqualTo("/v1beta/models?pageSize=1000&pageToken=a%2Fb");
  }

  @Test
  void tokens_are_counted_by_the_model() {
    upstream.enqueue(Reply.json(200, "{\"totalTokens\":31,\"cachedContentTokenCount\":4}"));

    assertThat(operation(TokenCount.class).count(HELLO, attempt)).isEqualTo(Count.exact(31));
    assertThat(upstream.lastRequest().target())
        .isEqualTo("/v1beta/models/gemini-3.8-flash:countTokens");
  }

  @Test
  void texts_are_embedded_as_the_reference_writes_it() {
    upstream.enqueue(
        Reply.json(
            200,
            "{\"embeddings\":[{\"values\":[0.5,-1]},{\"values\":[0.25,0]}],"
                + "\"usageMetadata\":{\"promptTokenCount\":12}}"));

    EmbeddingResult result =
        operation(Embeddings.class)
            .embed(
                EmbeddingRequest.of(
                        "", List.of("What is the meaning of life?", "How does the brain work?"))
                    .withDimensions(768),
                attempt);

    assertThat(upstream.lastRequest().target())
        .isEqualTo("/v1beta/models/gemini-embedding-001:batchEmbedContents");
    assertThat(upstream.lastRequest().text())
        .isEqualTo(
            new String(Fixture.bytes("golden/embeddings.json"), StandardCharsets.UTF_8).strip());
    assertThat(result.vectors()).containsExactly(new float[] {0.5f, -1}, new float[] {0.25f, 0});
    assertThat(result.usage().input()).hasValue(12);
  }

  @Test
  void more_texts_than_the_api_takes_at_once_are_several_calls() {
    upstream.enqueue(Reply.json(200, embeddings(0, 100)));
    upstream.enqueue(Reply.json(200, embeddings(100, 101)));
    List<String> texts = IntStream.range(0, 101).mapToObj(Integer::toString).toList();

    EmbeddingResult result =
        operation(Embeddings.class).embed(EmbeddingRequest.of("", texts), attempt);

    assertThat(result.vectors()).hasSize(101);
    assertThat(result.vectors().getLast()).containsExactly(100);
    assertThat(result.usage().input()).as("no usage was told").isEmpty();
  }

  @Test
  void embeddings_for_other_texts_are_a_broken_protocol() {
    for (String body : List.of("{}", "{\"embeddings\":[{\"values\":[]}]}")) {
      upstream.enqueue(Reply.json(200, body));

      assertThat(
              failure(
                      () ->
                          operation(Embeddings.class)
                              .embed(EmbeddingRequest.of("", List.of("a")), attempt))
                  .code())
          .isEqualTo(ErrorCode.PROTOCOL);
    }
  }

  @Test
  void a_version_that_is_none_is_refused() {
    GeminiFactory factory = new GeminiFactory();
    TestingContext context =
        TestingContext.of(factory, Map.of("api_key", "k", "api_version", "v1/../x"));

    assertThat(failure(() -> factory.create(context)).parameter()).contains("api_version");
  }

  private static String embeddings(int from, int to) {
    List<String> all = new ArrayList<>();
    for (int i = from; i < to; i++) {
      all.add("{\"values\":[" + i + "]}");
    }
    return "{\"embeddings\":[" + String.join(",", all) + "]}";
  }

  private <T extends Operation> T operation(Class<T> kind) {
    return backend("").operation(kind).orElseThrow();
  }

  private Backend backend(String pathOfEndpoint) {
    GeminiFactory factory = new GeminiFactory();
    return factory.create(
        TestingContext.of(
            factory, Map.of("endpoint", upstream.uri() + pathOfEndpoint, "api_key", "key-1")));
  }

  private static BackendException failure(ThrowingCallable run) {
    BackendException[] error = new BackendException[1];
    assertThatThrownBy(run)
        .isInstanceOfSatisfying(BackendException.class, thrown -> error[0] = thrown);
    return error[0];
  }
}
