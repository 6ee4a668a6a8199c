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
 * A client asks for JSON by a schema: of an upstream with a method for it, and of a backend that
 * knows nothing but text. The upstream's answers are written after OpenAI's API reference.
 */
@Timeout(120)
class StructuredAnswerIT {
  private static final String PATH = "/v1/chat/completions";
  private static final String FORMAT =
      "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"count\",\"strict\":true,"
          + "\"schema\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"object\","
          + "\"properties\":{\"m\":{\"type\":\"integer\"}}}},\"required\":[\"n\"]}}}";

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
                - {name: up, type: openai, endpoint: "%s", api_key: k, model: m-1, retries: 0}
                - {name: text, type: echo, reply: "```json\\n{\\"n\\":{\\"m\\":7}}\\n```"}
                - {name: prose, type: echo, reply: "It is seven."}
              fallback_order: [up]
              profiles:
                safe: {chain: [up, text]}
            server: {port: 0}
            """
                .formatted(upstream.uri("/v1")));
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    upstream.close();
  }

  private String ask(String model, boolean stream, String format) throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      client.post(
          PATH,
          "{\"model\":\""
              + model
              + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":"
              + stream
              + ",\"response_format\":"
              + format
              + "}",
          "Connection: close");
      return client.readToEnd();
    }
  }

  private static String completion(String content) {
    return "{\"id\":\"up-1\", \"object\":\"chat.completion\",\"created\":1,\"model\":\"m-1\","
        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
        + content.replace("\"", "\\\"")
        + "\"},\"finish_reason\":\"stop\"}],"
        + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}";
  }

  private static String event(String content) {
    return "data: {\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + content.replace("\"", "\\\"")
        + "\"},\"finish_reason\":null}]}\n\n";
  }

  private static final String END =
      "data: {\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1\","
          + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
          + "data: [DONE]\n\n";

  @Test
  void an_answer_that_holds_goes_through_byte_for_byte_and_is_called_constrained()
      throws IOException {
    String body = completion("{\"n\":{\"m\":1}}");
    upstream.enqueue(Expectation.post(PATH), Reply.json(200, body));

    String reply = ask("up", false, FORMAT);

    assertThat(reply).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n" + body);
    assertThat(reply).containsIgnoringCase("x-jackfield-structured: constrained\r\n");
    assertThat(upstream.lastRequest().text()).contains("\"response_format\":" + FORMAT);
  }

  @Test
  void an_answer_that_does_not_hold_is_mended_and_both_are_paid_for() throws IOException {
    upstream.enqueue(Reply.json(200, completion("{\"n\":{\"m\":\"one\"}}")));
    upstream.enqueue(Reply.json(200, completion("{\"n\":{\"m\":1}}")));

    String reply = ask("up", false, FORMAT);

    assertThat(reply)
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("x-jackfield-structured: constrained; repaired")
        .contains("{\\\"n\\\":{\\\"m\\\":1}}")
        .contains("\"prompt_tokens\":6")
        .contains("\"completion_tokens\":4");
    assertThat(upstream.requests()).isEqualTo(2);
    assertThat(upstream.lastRequest().text())
        .contains("{\"role\":\"assistant\",\"content\":\"{\\\"n\\\":{\\\"m\\\":\\\"one\\\"}}\"}")
        .contains("at /n/m: string found, integer expected");
  }

  @Test
  void an_answer_that_stays_broken_is_an_error_that_says_where() throws IOException {
    upstream.enqueue(Reply.json(200, completion("{\"n\":{\"m\":\"one\"}}")));
    upstream.enqueue(Reply.json(200, completion("{\"n\":{\"m\":\"uno\"}}")));

    assertThat(ask("up", false, FORMAT))
        .startsWith("HTTP/1.1 502")
        .contains("\"param\":\"response_format\"")
        .contains("All failed: up: protocol after ")
        .contains(
            "Backend 'up' gave an answer that is not in the format asked for: at /n/m: string"
                + " found, integer expected.")
        .doesNotContainIgnoringCase("x-jackfield-structured");
  }

  @Test
  void another_backend_of_the_profile_may_do_better_though_it_knows_text_only() throws IOException {
    upstream.enqueue(Reply.json(200, completion("one")));
    upstream.enqueue(Reply.json(200, completion("uno")));

    assertThat(ask("safe", false, FORMAT))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("x-jackfield-structured: validated\r\n")
        .containsIgnoringCase("x-jackfield-backend: text")
        .contains("\"content\":\"{\\\"n\\\":{\\\"m\\\":7}}\"");
  }

  @Test
  void a_stream_that_holds_goes_through_unchanged() throws IOException {
    upstream.enqueue(
        Reply.stream("text/event-stream")
            .chunk(event("{\"n\":{\"m\"") + event(":1}}") + END)
            .lastChunk());

    String reply = ask("up", true, FORMAT);

    assertThat(reply)
        .containsIgnoringCase("x-jackfield-structured: constrained\r\n")
        .contains(event("{\"n\":{\"m\""))
        .contains(event(":1}}"))
        .contains("\"finish_reason\":\"stop\"")
        .doesNotContain("\"error\"");
  }

  @Test
  void a_stream_that_does_not_hold_ends_with_an_error_and_without_a_finish() throws IOException {
    upstream.enqueue(
        Reply.stream("text/event-stream")
            .chunk(event("{\"n\":{\"m\"") + event(":true}}") + END)
            .lastChunk());

    assertThat(ask("up", true, FORMAT))
        .startsWith("HTTP/1.1 200")
        .contains(event("{\"n\":{\"m\""))
        .contains("at /n/m: boolean found, integer expected")
        .contains("\"param\":\"response_format\"")
        .doesNotContain("\"finish_reason\":\"stop\"");
    assertThat(upstream.requests()).isEqualTo(1);
  }

  @Test
  void a_stream_of_text_in_a_fence_arrives_as_bare_json() throws IOException {
    assertThat(ask("text", true, FORMAT))
        .containsIgnoringCase("x-jackfield-structured: validated\r\n")
        .doesNotContain("`")
        .contains("\"finish_reason\":\"stop\"");
  }

  @Test
  void json_without_a_schema_is_checked_too() throws IOException {
    assertThat(ask("prose", false, "{\"type\":\"json_object\"}"))
        .startsWith("HTTP/1.1 502")
        .contains("it is not JSON from line 1, column");
    assertThat(ask("text", false, "{\"type\":\"json_object\"}"))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("x-jackfield-structured: validated\r\n");
  }

  @Test
  void an_answer_that_was_cut_is_told_as_cut() throws IOException {
    String cut = completion("{\"n\":").replace("\"stop\"", "\"length\"");
    upstream.enqueue(Reply.json(200, cut));

    assertThat(ask("up", false, FORMAT))
        .startsWith("HTTP/1.1 200")
        .endsWith(cut)
        .doesNotContainIgnoringCase("x-jackfield-structured");
  }

  @Test
  void a_schema_that_cannot_be_used_is_the_client_s_error_and_asks_nobody() throws IOException {
    String bad =
        "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
            + "{\"properties\":{\"n\":{\"$ref\":\"http://127.0.0.1:1/x\"}}}}}";

    assertThat(ask("up", false, bad))
        .startsWith("HTTP/1.1 400")
        .contains("\"param\":\"response_format\"")
        .contains("at /properties/n/$ref: only references inside of the schema are followed");
    assertThat(upstream.requests()).isZero();
  }
}
