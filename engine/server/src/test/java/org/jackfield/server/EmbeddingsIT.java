package org.jackfield.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Vectors by the gateway; the upstream's answers are written after OpenAI's API reference
 * (https://platform.openai.com/docs/api-reference/embeddings).
 */
@Timeout(120)
class EmbeddingsIT {
  private static final String VECTORS =
      "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":1,\"embedding\":[0.25,4]},"
          + "{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-1]}],\"model\":\"vectors-1\","
          + "\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}";

  @TempDir Path folder;
  private final ScriptedUpstream first = ScriptedUpstream.start();
  private final ScriptedUpstream second = ScriptedUpstream.start();
  private TestingGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        TestingGateway.start(
            folder,
            """
            llm:
              providers:
                - {name: text, type: echo}
                - {name: one, type: openai, endpoint: "%s", api_key: k, embedding_model: vectors-1}
                - {name: two, type: openai, endpoint: "%s", api_key: k, embedding_model: vectors-2}
              fallback_order: [text, one, two]
            server: {port: 0}
            """
                .formatted(first.uri("/v1"), second.uri("/v1")));
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    first.close();
    second.close();
  }

  private String ask(String body) throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      client.post("/v1/embeddings", body, "Connection: close");
      return client.readToEnd();
    }
  }

  @Test
  void the_first_backend_that_can_makes_them_in_the_order_of_the_texts() throws IOException {
    first.enqueue(Expectation.post("/v1/embeddings"), Reply.json(200, VECTORS));

    String answer = ask("{\"input\":[\"a\",\"b\"]}");

    assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("x-jackfield-backend: one");
    assertThat(answer)
        .contains("\"index\":0,\"embedding\":[0.5,-1.0]", "\"index\":1,\"embedding\":[0.25,4.0]")
        .contains("\"model\":\"vectors-1\"", "\"prompt_tokens\":8");
    assertThat(first.lastRequest().text()).contains("\"model\":\"vectors-1\"", "[\"a\",\"b\"]");
  }

  @Test
  void a_backend_that_is_down_is_followed_by_the_next() throws IOException {
    first.enqueue(Expectation.post("/v1/embeddings"), Reply.json(500, "{}"));
    second.enqueue(Expectation.post("/v1/embeddings"), Reply.json(200, VECTORS));

    assertThat(ask("{\"input\":[\"a\",\"b\"]}"))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("x-jackfield-backend: two");
    assertThat(second.lastRequest().text()).contains("\"model\":\"vectors-2\"");
  }

  @Test
  void a_backend_and_its_model_may_be_named() throws IOException {
    second.enqueue(Expectation.post("/v1/embeddings"), Reply.json(200, VECTORS));

    assertThat(ask("{\"model\":\"two:vectors-3\",\"input\":[\"a\",\"b\"],\"dimensions\":2}"))
        .startsWith("HTTP/1.1 200");
    assertThat(second.lastRequest().text()).contains("\"model\":\"vectors-3\"", "\"dimensions\":2");
  }

  @Test
  void a_backend_that_cannot_says_so() throws IOException {
    assertThat(ask("{\"model\":\"text\",\"input\":\"a\"}"))
        .contains("HTTP/1.1 4")
        .contains("make embeddings");
  }

  @Test
  void a_request_that_makes_no_sense_is_refused_by_field() throws IOException {
    assertThat(ask("{\"input\":[]}"))
        .startsWith("HTTP/1.1 400")
        .contains("\"param\":\"input\"", "empty_array");
  }
}
