package org.jackfield.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.ReplyStream;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An OpenAI client, the gateway, and an OpenAI upstream: the hop that must not change a byte. */
@Timeout(120)
class OpenAiHopIT {
  private static final String PATH = "/v1/chat/completions";
  private static final String WHOLE =
      "{\"id\": \"up-1\",  \"object\":\"chat.completion\",\"created\":1700000000,"
          + "\"model\":\"m-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
          + "\"content\":\"Hello \\u00e9\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5},"
          + "\"strange\": {\"kept\": [1,2 ,3]}}";
  private static final String ONE =
      "data: {\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1\","
          + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hel\"},"
          + "\"finish_reason\":null}], \"odd\" :1}\n\n";
  private static final String TWO =
      "data:"
          + " {\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":null}]}\n\n";
  private static final String END =
      "data: {\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1\","
          + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  @TempDir Path folder;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private TestingGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        TestingGateway.start(
            folder,
            """
            llm:
              providers:
                - {name: up, type: openai, endpoint: "%s", api_key: sk-canary, model: m-1, retries: 0}
                - {name: spare, type: echo}
              fallback_order: [up]
              profiles:
                safe: {chain: [up, spare]}
            server: {port: 0}
            """
                .formatted(upstream.uri("/v1")));
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    upstream.close();
  }

  private OpenAIClient client() {
    return OpenAIOkHttpClient.builder()
        .apiKey("any")
        .baseUrl(gateway.url() + "/v1")
        .maxRetries(0)
        .timeout(Duration.ofSeconds(60))
        .build();
  }

  private static ChatCompletionCreateParams.Builder ask(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hi");
  }

  @Test
  void the_official_client_gets_a_whole_answer() {
    upstream.enqueue(
        Expectation.post(PATH).header("Authorization", "Bearer sk-canary"), Reply.json(200, WHOLE));

    ChatCompletion answer = client().chat().completions().create(ask("up").build());

    assertThat(answer.choices().getFirst().message().content()).contains("Hello é");
    assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(5);
  }

  @Test
  void the_official_client_gets_a_stream() {
    upstream.enqueue(
        Expectation.post(PATH).json("/model", "\"m-1\""),
        Reply.stream("text/event-stream").chunk(ONE + TWO).chunk(END + DONE).lastChunk());

    StringBuilder text = new StringBuilder();
    try (StreamResponse<ChatCompletionChunk> stream =
        client().chat().completions().createStreaming(ask("up:m-1").build())) {
      stream.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .forEach(choice -> choice.delta().content().ifPresent(text::append));
    }

    assertThat(text.toString()).isEqualTo("Hello");
  }

  @Test
  void the_official_client_gets_an_error_it_understands() {
    upstream.enqueue(
        Reply.json(
            429,
            "{\"error\":{\"message\":\"Slow down\",\"type\":\"rate_limit_error\",\"code\":"
                + "\"rate_limit_exceeded\"}}",
            "Retry-After: 7"));

    Assertions.assertThatExceptionOfType(OpenAIServiceException.class)
        .isThrownBy(() -> client().chat().completions().create(ask("up").build()))
        .satisfies(
            error -> {
              assertThat(error.statusCode()).isEqualTo(429);
              assertThat(error.headers().values("Retry-After")).containsExactly("7");
              assertThat(error.getMessage()).doesNotContain("sk-canary");
            });
  }

  @Test
  void bytes_go_through_unchanged_but_for_the_model() throws IOException {
    upstream.enqueue(Expectation.post(PATH), Reply.json(200, WHOLE));
    String body =
        "{ \"model\" : \"up\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi \\u00e9\"}],"
            + "\n  \"temperature\":0.50, \"unknown_field\": {\"b\":1,  \"a\":[ ]}}";

    String reply;
    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, body, "Connection: close");
      reply = client.readToEnd();
    }

    assertThat(upstream.lastRequest().text()).isEqualTo(body.replace("\"up\"", "\"m-1\""));
    assertThat(reply).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n" + WHOLE);
    assertThat(reply.toLowerCase(java.util.Locale.ROOT))
        .contains("x-jackfield-generation: 1")
        .contains("x-jackfield-backend: up");
  }

  @Test
  void a_stream_goes_through_event_by_event_unchanged() throws IOException {
    upstream.enqueue(Reply.stream("text/event-stream").chunk(ONE + TWO + END + DONE).lastChunk());

    String reply;
    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, request("up", true), "Connection: close");
      reply = client.readToEnd();
    }

    assertThat(unchunked(reply)).isEqualTo(ONE + TWO + END + DONE);
  }

  @Test
  void the_first_chunk_reaches_the_client_while_the_upstream_withholds_the_second()
      throws IOException {
    Gate second = Gate.closed();
    upstream.enqueue(
        Reply.stream("text/event-stream")
            .chunk(ONE)
            .hold(second)
            .chunk(TWO + END + DONE)
            .lastChunk());

    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, request("up", true));
      assertThat(client.readUntil("\"Hel\"")).doesNotContain("\"lo\"");
      second.release();
      assertThat(client.readUntil("[DONE]")).contains("\"lo\"");
    }
  }

  @Test
  void a_stream_cut_in_the_middle_ends_with_an_error_and_never_switches() throws IOException {
    upstream.enqueue(Reply.stream("text/event-stream").chunk(ONE).close());

    String reply;
    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, request("safe", true), "Connection: close");
      reply = client.readToEnd();
    }

    assertThat(unchunked(reply))
        .startsWith(ONE)
        .contains("\"code\":\"stream_interrupted\"")
        .endsWith(DONE);
    assertThat(upstream.requests()).isEqualTo(1);
  }

  @Test
  void an_upstream_that_fails_before_its_first_word_is_replaced_by_the_next_backend()
      throws IOException {
    upstream.enqueue(Reply.json(503, "{\"error\":{\"message\":\"Loading model\"}}"));

    String reply;
    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, request("safe", false), "Connection: close");
      reply = client.readToEnd();
    }

    assertThat(reply).startsWith("HTTP/1.1 200").contains("x-jackfield-backend: spare");
  }

  @Test
  void a_client_that_goes_away_ends_the_upstream_while_it_sends() throws IOException {
    upstream.enqueue(
        Reply.stream("text/event-stream").chunk(ONE).chunkRepeated(TWO, 1_000_000).lastChunk());

    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, request("up", true));
      client.readUntil("\"Hel\"");
    }

    upstream.awaitClientGone(Duration.ofSeconds(10));
  }

  @Test
  void a_client_that_goes_away_ends_the_upstream_while_it_is_silent() throws IOException {
    upstream.enqueue(Reply.stream("text/event-stream").chunk(ONE).stall());

    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, request("up", true));
      client.readUntil("\"Hel\"");
    }

    upstream.awaitClientGone(Duration.ofSeconds(10));
  }

  @Test
  void a_client_that_goes_away_before_any_answer_ends_a_unary_upstream() throws IOException {
    upstream.enqueue(Reply.nothing().stall());

    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, request("up", false));
      upstream.awaitRequests(1);
    }

    upstream.awaitClientGone(Duration.ofSeconds(10));
  }

  @Test
  void one_connection_serves_request_after_request_also_long_ones() throws IOException {
    Gate late = Gate.closed();
    upstream.enqueue(
        Reply.stream("text/event-stream").chunk(ONE).hold(late).chunk(END + DONE).lastChunk());
    upstream.enqueue(Reply.json(200, WHOLE));

    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, request("up", true));
      client.readUntil("\"Hel\"");
      late.awaitReached(Duration.ofSeconds(10));
      client.post(PATH, request("up", false));
      late.release();
      client.readUntil("0\r\n\r\n");
      assertThat(client.readUntil("strange")).contains("HTTP/1.1 200");
    }
  }

  @Test
  void stopping_gives_a_running_stream_its_time_and_then_an_error() throws Exception {
    upstream.enqueue(Reply.stream("text/event-stream").chunk(ONE).stall());
    TestingGateway brief =
        TestingGateway.start(
            java.nio.file.Files.createDirectory(folder.resolve("brief")),
            """
            llm:
              providers: [{name: up, type: openai, endpoint: "%s", model: m-1}]
            server: {port: 0, grace: 300ms}
            """
                .formatted(upstream.uri("/v1")));
    try (RawClient client = new RawClient(brief.port())) {
      client.post(PATH, request("up", true));
      client.readUntil("\"Hel\"");
      Thread stopping = Thread.ofVirtual().start(brief::stop);

      assertThat(client.readToEnd()).contains("shutting down").contains("[DONE]");
      stopping.join();
    } finally {
      brief.close();
    }
  }

  @Test
  void stopping_gives_a_request_without_an_answer_its_time_and_then_a_503() throws Exception {
    upstream.enqueue(Reply.nothing().stall());
    TestingGateway brief =
        TestingGateway.start(
            java.nio.file.Files.createDirectory(folder.resolve("unary")),
            """
            llm:
              providers: [{name: up, type: openai, endpoint: "%s", model: m-1}]
            server: {port: 0, grace: 300ms}
            """
                .formatted(upstream.uri("/v1")));
    try (RawClient client = new RawClient(brief.port())) {
      client.post(PATH, request("up", false));
      upstream.awaitRequests(1);
      Thread stopping = Thread.ofVirtual().start(brief::stop);

      assertThat(client.readToEnd())
          .startsWith("HTTP/1.1 503")
          .contains("shutting_down")
          .contains("Retry-After: 1");
      stopping.join();
    } finally {
      brief.close();
    }
  }

  @Test
  void a_refused_connection_costs_less_than_a_millisecond() {
    upstream.close();
    List<Duration> costs = new java.util.ArrayList<>();
    for (int i = 0; i < 200; i++) {
      try (ReplyStream reply =
          gateway.engine().stream(
              ChatRequest.builder().model("safe").message(Message.user("Hi")).build(),
              CallOptions.NONE)) {
        assertThat(reply.backend()).isEqualTo("spare");
        costs.add(reply.attempts().getFirst().elapsed());
      }
    }

    // The least: what else the machine does meanwhile is no cost of the failover.
    assertThat(java.util.Collections.min(costs)).isLessThan(Duration.ofMillis(1));
  }

  private static String request(String model, boolean stream) {
    return "{\"model\":\""
        + model
        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":"
        + stream
        + "}";
  }

  /** The body of a chunked reply, its framing taken off. */
  private static String unchunked(String reply) {
    StringBuilder body = new StringBuilder();
    String rest = reply.substring(reply.indexOf("\r\n\r\n") + 4);
    while (true) {
      int line = rest.indexOf("\r\n");
      int length = Integer.parseInt(rest.substring(0, line), 16);
      if (length == 0) {
        return body.toString();
      }
      body.append(rest, line + 2, line + 2 + length);
      rest = rest.substring(line + 2 + length + 2);
    }
  }

  @Test
  void the_list_of_models_names_backends_and_profiles() {
    List<String> ids = client().models().list().items().stream().map(model -> model.id()).toList();

    assertThat(ids).containsExactly("safe", "up", "up:m-1", "spare");
  }
}
