package org.jackfield.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;
import org.jackfield.server.GatewayServer;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Log probabilities through the whole distribution: an OpenAI client asks for them, the backend's
 * server is asked in its own words, and what it tells comes as the client knows it.
 */
@Timeout(120)
class LogprobsIT {
  private static final String ASKED =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
          + "\"logprobs\":true,\"top_logprobs\":2,\"stream\":%s}";

  /** As OpenAI, vLLM, llama-server and text-generation-inference tell them. */
  private static final String OPENAI =
      "\"logprobs\":{\"content\":[{\"token\":\"Yes\",\"logprob\":-0.5,\"bytes\":[89,101,115],"
          + "\"top_logprobs\":[{\"token\":\"Yes\",\"logprob\":-0.5,\"bytes\":[89,101,115]},"
          + "{\"token\":\"No\",\"logprob\":-1.5,\"bytes\":[78,111]}]}]}";

  private static final String GEMINI =
      "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Yes\"}]},"
          + "\"finishReason\":\"STOP\",\"index\":0,\"logprobsResult\":{\"topCandidates\":"
          + "[{\"candidates\":[{\"token\":\"Yes\",\"logProbability\":-0.5},"
          + "{\"token\":\"No\",\"logProbability\":-1.5}]}],\"chosenCandidates\":"
          + "[{\"token\":\"Yes\",\"logProbability\":-0.5}]}}],\"modelVersion\":\"gemini\"}";

  private static final String OLLAMA =
      "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Yes\"},\"done\":true,"
          + "\"done_reason\":\"stop\",\"logprobs\":[{\"token\":\"Yes\",\"logprob\":-0.5,"
          + "\"bytes\":[89,101,115],\"top_logprobs\":[{\"token\":\"Yes\",\"logprob\":-0.5},"
          + "{\"token\":\"No\",\"logprob\":-1.5}]}]}\n";

  @TempDir private static Path folder;

  private static ScriptedUpstream upstream;
  private static Jackfield engine;
  private static GatewayServer server;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Once for all: nothing of one question matters to the next. */
  @BeforeAll
  static void start() throws Exception {
    upstream = ScriptedUpstream.start();
    Path config =
        Files.writeString(
            folder.resolve("jackfield.yaml"),
            """
            llm:
              providers:
                - {name: openai, type: openai, endpoint: "%1$s/v1", model: gpt-4o}
                - {name: azure, type: azure-openai, endpoint: "%1$s", api_key: k, model: gpt-4o}
                - {name: vllm, type: vllm, endpoint: "%1$s"}
                - {name: llama-server, type: llamacpp, endpoint: "%1$s"}
                - {name: tgi, type: huggingface, endpoint: "%1$s", server: tgi}
                - {name: router, type: huggingface, endpoint: "%1$s", server: router}
                - {name: gemini, type: gemini, endpoint: "%1$s", api_key: k}
                - {name: ollama, type: ollama, endpoint: "%1$s"}
                - {name: claude, type: claude, endpoint: "%1$s", api_key: k}
            server: {port: 0}
            """
                .formatted(upstream.uri()));
    engine =
        Jackfield.builder()
            .home(Path.of(System.getProperty("jackfield.home")).toAbsolutePath())
            .config(config)
            .environment(new Environment(Map.of()))
            .folders(new Folders(folder, folder.resolve("data"), folder.resolve("cache")))
            .watching(false)
            .open();
    server = GatewayServer.start(engine, engine.server());
  }

  @AfterAll
  static void stop() {
    server.close();
    engine.close();
    upstream.close();
  }

  private HttpResponse<String> ask(String model, boolean stream) throws Exception {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(ASKED.formatted(model, stream)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Reply whole(String backend) {
    return Reply.json(
        200,
        switch (backend) {
          case "gemini" -> GEMINI;
          case "ollama" -> OLLAMA;
          default ->
              "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\","
                  + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                  + "\"content\":\"Yes\"},"
                  + OPENAI
                  + ",\"finish_reason\":\"stop\"}]}";
        });
  }

  private static Reply stream(String backend) {
    String event =
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[{\"index\":0,\"delta\":{";
    return switch (backend) {
      case "gemini" ->
          Reply.stream("text/event-stream").chunk("data: " + GEMINI + "\n\n").lastChunk();
      case "ollama" -> Reply.stream("application/x-ndjson").chunk(OLLAMA).lastChunk();
      default ->
          Reply.stream("text/event-stream")
              .chunk(event + "\"content\":\"Yes\"}," + OPENAI + ",\"finish_reason\":null}]}\n\n")
              .chunk(event + "},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
              .lastChunk();
    };
  }

  /** Whether the server was asked for them, in its words. */
  private void assertAsked(String backend) {
    Json sent = upstream.lastRequest().json();
    boolean gemini = backend.equals("gemini");
    assertThat(sent.at(gemini ? "/generationConfig/responseLogprobs" : "/logprobs"))
        .isEqualTo(Json.parse("true"));
    assertThat(sent.at(gemini ? "/generationConfig/logprobs" : "/top_logprobs"))
        .isEqualTo(Json.parse("2"));
  }

  private static void assertTold(Json choice) {
    Json token = choice.at("/logprobs/content/0");
    assertThat(token.at("/token").text()).isEqualTo("Yes");
    assertThat(token.at("/logprob")).isEqualTo(Json.parse("-0.5"));
    assertThat(token.at("/top_logprobs").items())
        .extracting(other -> other.at("/token").text())
        .containsExactly("Yes", "No");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"openai", "azure", "vllm", "llama-server", "tgi", "router", "gemini", "ollama"})
  void a_client_of_openai_gets_them_from_every_backend_that_has_them(String backend)
      throws Exception {
    upstream.enqueue(whole(backend));
    HttpResponse<String> answer = ask(backend, false);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertAsked(backend);
    assertTold(Json.parse(answer.body()).at("/choices/0"));

    upstream.enqueue(stream(backend));
    HttpResponse<String> pieces = ask(backend, true);

    assertAsked(backend);
    String told =
        pieces
            .body()
            .lines()
            .filter(line -> line.contains("\"top_logprobs\""))
            .findFirst()
            .orElseThrow(() -> new AssertionError(pieces.body()));
    assertTold(Json.parse(told.substring("data: ".length())).at("/choices/0"));
    assertThat(pieces.body()).contains("data: [DONE]");
  }

  @Test
  void a_backend_or_model_without_them_is_not_asked_and_the_client_told_why() throws Exception {
    long before = upstream.requests();
    for (String model : new String[] {"claude", "openai:gpt-5-mini"}) {
      HttpResponse<String> answer = ask(model, false);

      assertThat(answer.statusCode()).isBetween(400, 499);
      assertThat(answer.body()).contains("cannot take logprobs");
    }
    assertThat(upstream.requests()).isEqualTo(before);
  }
}
