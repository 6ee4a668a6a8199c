package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.openaiwire.Recordings.Exchange;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.EmbeddingResult;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingTransport;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.jackfield.wire.WireBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Lists of models, health and embeddings, of recorded servers and of scripted ones. */
@Timeout(60)
class ModelsAndEmbeddingsTest {
  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  void close() {
    upstream.close();
  }

  @TestFactory
  Stream<DynamicTest> recorded_lists_name_their_models() {
    return Recordings.all()
        .filter(recorded -> recorded.request().method().equals("GET"))
        .filter(recorded -> recorded.request().path().startsWith("/v1/models"))
        .map(recorded -> dynamicTest(recorded.toString(), () -> listsModels(recorded)));
  }

  private void listsModels(Exchange recorded) {
    upstream.enqueue(Expectation.get("/v1/models"), recorded.reply());
    if (recorded.refused()) {
      assertThatThrownBy(() -> models().models(TestingAttempt.unlimited()))
          .isInstanceOf(BackendException.class);
      return;
    }
    assertThat(models().models(TestingAttempt.unlimited()))
        .extracting(ModelInfo::id)
        .isEqualTo(
            Json.parse(recorded.responseText()).at("/data").items().stream()
                .map(entry -> entry.at("/id").text())
                .toList())
        .isNotEmpty();
  }

  @Test
  void vllm_tells_the_context_of_its_model() {
    upstream.enqueue(Recordings.load("vllm/models").reply());

    assertThat(models().models(TestingAttempt.unlimited()).getFirst().contextTokens())
        .hasValue(2048);
  }

  @Test
  void a_probe_tells_up_loading_and_down_apart() {
    upstream
        .enqueue(Recordings.load("llama-server/models").reply())
        .enqueue(Recordings.load("llama-server/models-loading").reply())
        .enqueue(Recordings.load("vllm/key-models").reply());

    assertThat(probe().state()).isEqualTo(Health.State.UP);
    assertThat(probe().state()).isEqualTo(Health.State.LOADING);
    Health refused = probe();
    assertThat(refused.state()).isEqualTo(Health.State.DOWN);
    assertThat(refused.hint()).contains("Set the key.");
  }

  private Health probe() {
    return new WireBackend(Capabilities.of(), models()::probe).probe(TestingAttempt.unlimited());
  }

  private OpenAiModels models() {
    return new OpenAiModels(calls());
  }

  @TestFactory
  Stream<DynamicTest> recorded_embeddings_are_read() {
    return Recordings.all()
        .filter(recorded -> recorded.request().path().equals("/v1/embeddings"))
        .map(recorded -> dynamicTest(recorded.toString(), () -> embeds(recorded)));
  }

  private void embeds(Exchange recorded) {
    upstream.enqueue(Expectation.post("/v1/embeddings"), recorded.reply());
    if (recorded.refused()) {
      assertThatThrownBy(() -> embed(List.of("a"))).isInstanceOf(BackendException.class);
      return;
    }
    List<Json> data = Json.parse(recorded.responseText()).at("/data").items();
    EmbeddingResult result = embed(data.stream().map(entry -> "text").toList());

    assertThat(result.vectors()).hasSameSizeAs(data);
    for (int i = 0; i < data.size(); i++) {
      assertThat(result.vectors().get(i)).isEqualTo(vector(data.get(i).at("/embedding")));
    }
    assertThat(result.usage().input()).isPresent();
  }

  /** Numbers, or their bytes in base64, each a float with its lowest byte first. */
  private static float[] vector(Json embedding) {
    if (embedding instanceof Json.Text base64) {
      FloatBuffer floats =
          ByteBuffer.wrap(Base64.getDecoder().decode(base64.text()))
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
      float[] vector = new float[floats.remaining()];
      floats.get(vector);
      return vector;
    }
    List<Json> numbers = embedding.items();
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(numbers.get(i).toString());
    }
    return vector;
  }

  @Test
  void embeddings_are_put_back_into_the_order_of_their_texts() {
    upstream.enqueue(
        Reply.json(
            200,
            "{\"model\":\"e\",\"data\":[{\"index\":1,\"embedding\":[2]},"
                + "{\"index\":0,\"embedding\":[1]}]}"));

    EmbeddingResult result = embed(List.of("a", "b"));

    assertThat(result.vectors().get(0)).containsExactly(1);
    assertThat(result.vectors().get(1)).containsExactly(2);
    assertThat(upstream.lastRequest().text())
        .isEqualTo(
            "{\"model\":\"embedder\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"float\"}");
  }

  @Test
  void embeddings_that_do_not_fit_the_texts_are_a_broken_protocol() {
    for (String data :
        List.of(
            "[]",
            "[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]",
            "[{\"index\":5,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]",
            "[{\"index\":0,\"embedding\":[]},{\"index\":1,\"embedding\":[1]}]",
            "[{\"index\":0,\"embedding\":\"AAAA\"},{\"index\":1,\"embedding\":[1]}]",
            "[{\"index\":0,\"embedding\":\"a picture\"},{\"index\":1,\"embedding\":[1]}]",
            "[{\"index\":0,\"embedding\":[null]},{\"index\":1,\"embedding\":[1]}]")) {
      upstream.enqueue(Reply.json(200, "{\"data\":" + data + "}"));

      assertThatThrownBy(() -> embed(List.of("a", "b")))
          .as(data)
          .isInstanceOfSatisfying(
              BackendException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL));
    }
  }

  @Test
  void a_server_without_embeddings_says_so() {
    upstream.enqueue(Recordings.load("vllm/embeddings-not-supported").reply());

    assertThatThrownBy(() -> embed(List.of("a"))).isInstanceOf(BackendException.class);
  }

  private EmbeddingResult embed(List<String> texts) {
    return new OpenAiEmbeddings(calls(), "embedder")
        .embed(EmbeddingRequest.of("", texts), TestingAttempt.unlimited());
  }

  private OpenAiCalls calls() {
    OpenAiEndpoint endpoint =
        OpenAiEndpoint.of("b", upstream.uri("/v1"), "m").withKeyHint("Set the key.");
    return new OpenAiCalls(endpoint, new TestingTransport(), InstantSource.system());
  }
}
