package org.jackfield.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client names a prompt template; the upstream gets the messages it comes to. */
@Timeout(120)
class PromptedRequestIT {
  private static final String PATH = "/v1/chat/completions";
  private static final String WHOLE =
      "{\"id\":\"up-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"mistral:7b\","
          + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},"
          + "\"finish_reason\":\"stop\"}]}";

  @TempDir Path folder;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private TestingGateway gateway;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectory(folder.resolve("prompts"));
    Files.writeString(
        folder.resolve("prompts/greet.yaml"),
        """
        version: "2"
        text: Greet {who}.
        variants: {mistral: {system: Be brief., text: "Salute {who} {n}x."}}
        variables: {who: {}, n: {type: integer, default: 1}}
        """);
    gateway =
        TestingGateway.start(
            folder,
            """
            llm:
              providers:
                - {name: up, type: openai, endpoint: "%s", api_key: k, model: "mistral:7b", retries: 0}
            server: {port: 0}
            """
                .formatted(upstream.uri("/v1")));
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    upstream.close();
  }

  private String post(String body) throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      client.post(PATH, body, "Connection: close");
      return client.readToEnd();
    }
  }

  @Test
  void the_upstream_gets_the_rendered_messages_and_never_the_field() throws IOException {
    upstream.enqueue(Expectation.post(PATH), Reply.json(200, WHOLE));

    String reply =
        post(
            "{\"model\":\"up\",\"prompt\":{\"id\":\"greet\",\"version\":\"2\",\"variables\":"
                + "{\"who\":\"{n} \\\"Bob\\\"\",\"n\":3}},\"seed\": 7}");

    assertThat(reply).startsWith("HTTP/1.1 200").endsWith(WHOLE);
    assertThat(reply)
        .containsIgnoringCase("x-jackfield-prompt: greet; version=2; variant=mistral; sha256=");
    assertThat(upstream.lastRequest().text())
        .doesNotContain("\"prompt\"")
        .contains("\"seed\": 7")
        .contains("\"model\":\"mistral:7b\"")
        .contains("\"temperature\":0.1")
        .contains("\"max_tokens\":4000")
        .contains(
            "\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"Salute {n} \\\"Bob\\\" 3x.\"}]");
  }

  @Test
  void the_client_s_messages_follow_the_rendered_ones() throws IOException {
    upstream.enqueue(Expectation.post(PATH), Reply.json(200, WHOLE));

    post(
        "{\"model\":\"up\",\"temperature\":1,\"messages\":[{\"role\":\"assistant\",\"content\":"
            + "\"Hi.\"},{\"role\":\"user\",\"content\":\"Again!\"}],"
            + "\"prompt\":{\"id\":\"greet\",\"variables\":{\"who\":\"Bob\"}}}");

    assertThat(upstream.lastRequest().text())
        .contains("\"temperature\":1,")
        .contains(
            "{\"role\":\"user\",\"content\":\"Salute Bob 1x.\"},"
                + "{\"role\":\"assistant\",\"content\":\"Hi.\"},"
                + "{\"role\":\"user\",\"content\":\"Again!\"}]");
  }

  @Test
  void what_is_wrong_with_it_is_a_client_s_error_and_asks_nobody() throws IOException {
    assertThat(post("{\"model\":\"up\",\"prompt\":{\"id\":\"gret\"}}"))
        .startsWith("HTTP/1.1 400")
        .contains("There is no prompt template named 'gret'. Did you mean 'greet'?");
    assertThat(post("{\"model\":\"up\",\"prompt\":{\"id\":\"greet\",\"variables\":{\"n\":\"x\"}}}"))
        .startsWith("HTTP/1.1 400")
        .contains("needs the variable 'who' (prompts/greet.yaml:4:13)")
        .contains("takes for 'n' a whole number");
    assertThat(post("{\"model\":\"up\",\"prompt\":{\"name\":\"greet\"}}"))
        .startsWith("HTTP/1.1 400")
        .contains("'prompt' has no field 'name'");
    assertThat(upstream.requests()).isZero();
  }
}
