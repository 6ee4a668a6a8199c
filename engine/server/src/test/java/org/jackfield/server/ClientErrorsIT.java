package org.jackfield.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is told of an error, and what only the log of the gateway is. */
@Timeout(120)
class ClientErrorsIT {
  private static final String PATH = "/v1/chat/completions";

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
                - {name: parrot, type: echo}
                - {name: dead, type: openai, endpoint: "http://127.0.0.1:1/v1", model: m-0, retries: 0}
                - {name: up, type: openai, endpoint: "%s", model: m-1, retries: 0, models: ["gpt-*"]}
                - {name: broken, type: echo, fail: internal, retries: 0}
                - {name: keyless, type: openai, endpoint: "https://api.openai.com/v1"}
              fallback_order: [parrot]
              profiles:
                private: {chain: [parrot], data: local}
                doomed: {chain: [dead, up, broken]}
            server: {port: 0, max_depth: 10}
            """
                .formatted(upstream.uri("/v1")));
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    upstream.close();
  }

  private String ask(String model) throws IOException {
    return ask(model, "");
  }

  private String ask(String model, String more) throws IOException {
    return send(
        "{\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]"
            + more
            + "}");
  }

  private String send(String body) throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      return client.post(PATH, body, "Connection: close").readToEnd();
    }
  }

  private String log() {
    return String.join("\n", gateway.log());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4", "parot", "privat", "mistral:7b", "dead or alive"})
  void an_unknown_name_is_a_404_that_lists_the_names_that_work(String name) throws IOException {
    String reply = ask(name);

    assertThat(reply)
        .startsWith("HTTP/1.1 404")
        .contains("\"code\":\"model_not_found\"")
        .contains("\"param\":\"model\"")
        .contains("No backend has the model '" + name + "'.")
        .contains(
            "There are the profiles private, doomed and the backends parrot, dead, up, broken;");
  }

  @ParameterizedTest
  @CsvSource({"parot,parrot", "privat,private"})
  void a_slip_is_answered_with_the_name_that_was_meant(String slip, String meant)
      throws IOException {
    assertThat(ask(slip)).contains("Did you mean '" + meant + "'?");
  }

  @Test
  void an_echo_answers_to_its_own_model_only() throws IOException {
    assertThat(ask("parrot")).startsWith("HTTP/1.1 200");
    assertThat(ask("parrot:echo")).startsWith("HTTP/1.1 200");
    assertThat(ask("parrot:gpt-4")).startsWith("HTTP/1.1 404");
  }

  @Test
  void a_model_that_an_upstream_does_not_have_is_a_404_with_the_names_that_work()
      throws IOException {
    upstream.enqueue(
        Reply.json(
            404,
            "{\"error\":{\"message\":\"no model at /srv/models\",\"code\":\"model_not_found\"}}"));

    assertThat(ask("up:gpt-9"))
        .startsWith("HTTP/1.1 404")
        .contains("Backend 'up' does not have the model.")
        .contains("the backends parrot")
        .doesNotContain("/srv/models");
  }

  @Test
  void an_address_and_its_hint_go_to_the_log_and_not_to_the_client() throws IOException {
    String reply = ask("dead");

    assertThat(reply)
        .startsWith("HTTP/1.1 503")
        .contains("Backend 'dead' cannot be reached or is not ready; try again later.")
        .doesNotContain("127.0.0.1:1")
        .doesNotContain("endpoint");
    String id = reply.replaceAll("(?s).*x-request-id: (\\S+).*", "$1");
    assertThat(log()).contains(id).contains("127.0.0.1:1").contains("Check 'endpoint'");
  }

  @Test
  void when_all_fail_the_client_gets_each_attempt_with_its_code_and_time() throws IOException {
    upstream.enqueue(
        Reply.json(
            500, "{\"error\":{\"message\":\"java.lang.OutOfMemoryError in /opt/app/run.sh\"}}"));

    String reply = ask("doomed");

    assertThat(reply)
        .startsWith("HTTP/1.1 503")
        .containsPattern(
            "All failed: dead: unavailable after \\d+ ms; up: \\w+ after \\d+ ms;"
                + " broken: internal after \\d+ ms\\.")
        .doesNotContain("OutOfMemoryError")
        .doesNotContain("/opt/app")
        .doesNotContain("setting 'fail'");
    assertThat(log()).contains("Remove its setting 'fail'.").doesNotContain("\n  ");
  }

  @Test
  void a_key_that_is_missing_is_the_operators_and_not_told_by_its_variable() throws IOException {
    assertThat(ask("keyless")).startsWith("HTTP/1.1 502").doesNotContain("OPENAI_API_KEY");
    assertThat(log()).contains("OPENAI_API_KEY");
  }

  @Test
  void what_is_wrong_with_the_request_is_told_even_by_an_upstream_but_not_of_its_machine()
      throws IOException {
    upstream.enqueue(
        Reply.json(
            400,
            "{\"error\":{\"message\":\"'frequency' is unknown, see /etc/vllm/conf.d/x.yaml on"
                + " http://10.0.0.7:8000/v1\",\"type\":\"invalid_request_error\"}}"));

    assertThat(ask("up"))
        .startsWith("HTTP/1.1 400")
        .contains("'frequency' is unknown")
        .doesNotContain("/etc/vllm")
        .doesNotContain("10.0.0.7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"temperature\":7|temperature|decimal_above_max_value",
        "\"temperature\":\"hot\"|temperature|invalid_type",
        "\"n\":0|n|integer_below_min_value",
        "\"max_tokens\":1.5|max_tokens|invalid_type",
        "\"x\":[[[[[[[[[[[[]]]]]]]]]]]]|x|invalid_value",
      })
  void a_field_that_makes_no_sense_is_a_400_that_names_it(String field, String param, String code)
      throws IOException {
    assertThat(ask("up", "," + field))
        .startsWith("HTTP/1.1 400")
        .contains("\"param\":\"" + param + "\"")
        .contains("\"code\":\"" + code + "\"");
    assertThat(upstream.requests()).isZero();
  }

  @Test
  void a_body_that_is_no_json_is_told_where() throws IOException {
    assertThat(send("{\"model\":\"up\",\n\"messages\":[}"))
        .startsWith("HTTP/1.1 400")
        .contains("(line 2, column 13, byte 27)")
        .doesNotContain("Source")
        .doesNotContain("REDACTED");
  }

  @Test
  void a_stream_that_breaks_says_so_and_nothing_of_the_upstreams_machine() throws IOException {
    upstream.enqueue(
        Reply.stream("text/event-stream")
            .chunk(
                "data:"
                    + " {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}]}\n\n")
            .chunk("data: {\"error\":{\"message\":\"died in /usr/lib/worker/main.py\"}}\n\n")
            .lastChunk());

    assertThat(ask("up", ",\"stream\":true"))
        .contains("Hel")
        .contains("Backend 'up'")
        .contains("data: [DONE]")
        .doesNotContain("/usr/lib");
  }

  @Test
  void a_host_that_is_not_served_is_told_that_and_the_key_is_in_the_log() throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      String reply =
          client
              .send("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
              .readToEnd();

      assertThat(reply).startsWith("HTTP/1.1 403").doesNotContain("allowed_hosts");
    }
    assertThat(log()).contains("server.allowed_hosts");
  }
}
