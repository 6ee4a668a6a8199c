package org.jackfield.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.engine.EngineException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway must refuse, sent as raw bytes. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayAttacksIT {
  private static final String PATH = "/v1/chat/completions";
  private static final String GOOD =
      "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String YAML =
      """
      llm:
        providers: [{name: echo, type: echo}]
      server:
        port: 0
        keys: [%s]
        max_body: 65536
        max_headers: 20
        max_header_bytes: 4096
        header_timeout: 1s
        body_timeout: 1s
      """;

  @TempDir static Path folder;
  private TestingGateway open;
  private TestingGateway locked;

  @BeforeAll
  void start() throws IOException {
    open = TestingGateway.start(folder, YAML.formatted(""));
    locked =
        TestingGateway.start(
            Files.createDirectory(folder.resolve("locked")), YAML.formatted("sk-right, sk-other"));
  }

  @AfterAll
  void stop() {
    open.close();
    locked.close();
  }

  private static String ask(int port, String bytes) throws IOException {
    try (RawClient client = new RawClient(port)) {
      return client.send(bytes).readToEnd();
    }
  }

  private static String post(String extraHead, String body) {
    return "POST "
        + PATH
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + extraHead
        + "\r\n"
        + body;
  }

  private static String length(String body) {
    return "Content-Length: " + body.length() + "\r\n";
  }

  @Test
  void the_good_request_is_served() throws IOException {
    assertThat(ask(open.port(), post(length(GOOD), GOOD)))
        .startsWith("HTTP/1.1 200")
        .contains("Hi");
  }

  static Stream<Arguments> badHttp() {
    String chunk = "4\r\nabcd\r\n0\r\n\r\n";
    return Stream.of(
        Arguments.of(
            "length and chunked", post(length(GOOD) + "Transfer-Encoding: chunked\r\n", chunk)),
        Arguments.of("two lengths", post("Content-Length: 4\r\nContent-Length: 5\r\n", "abcde")),
        Arguments.of("list of lengths", post("Content-Length: 5, 5\r\n", "abcde")),
        Arguments.of("signed length", post("Content-Length: +5\r\n", "abcde")),
        Arguments.of("negative length", post("Content-Length: -1\r\n", "")),
        Arguments.of("unknown coding", post("Transfer-Encoding: xchunked\r\n", chunk)),
        Arguments.of(
            "hex chunk size", post("Transfer-Encoding: chunked\r\n", "0x4\r\nabcd\r\n0\r\n\r\n")),
        Arguments.of(
            "signed chunk size", post("Transfer-Encoding: chunked\r\n", "+4\r\nabcd\r\n0\r\n\r\n")),
        Arguments.of("space before colon", post("X-A : b\r\n" + length(GOOD), GOOD)),
        Arguments.of("folded header", post("X-A: b\r\n c\r\n" + length(GOOD), GOOD)),
        Arguments.of("NUL in a header", post("X-A: b\0c\r\n" + length(GOOD), GOOD)),
        Arguments.of("two hosts", post("Host: other\r\n" + length(GOOD), GOOD)),
        Arguments.of("bare line feeds", post(length(GOOD), GOOD).replace("\r\n", "\n")),
        Arguments.of("no host", "GET /v1/models HTTP/1.1\r\nConnection: close\r\n\r\n"),
        Arguments.of("control byte first", "\u0001" + post(length(GOOD), GOOD)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badHttp")
  void what_is_not_clean_http_is_refused_and_the_connection_closed(String what, String bytes)
      throws IOException {
    String reply = ask(open.port(), bytes);

    assertThat(reply).as(what).doesNotContain("HTTP/1.1 200");
    assertThat(reply.split("HTTP/1.1 ", -1).length - 1).as("answers").isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{\"model\":1}",
        "{\"model\":\"echo\"}",
        "{\"model\":\"echo\",\"messages\":\"Hi\"}",
        "{\"model\":\"echo\",\"model\":\"echo\",\"messages\":[]}",
        "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":NaN}]}",
        "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"n\":10000}",
        "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":-1}",
        "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"base_url\":\"http://x\"}",
        "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"api_key\":\"sk\"}"
      })
  void a_body_that_is_no_request_is_a_400(String body) throws IOException {
    assertThat(ask(open.port(), post(length(body), body)))
        .startsWith("HTTP/1.1 400")
        .contains("\"error\"");
  }

  @Test
  void nesting_ten_thousand_deep_is_a_400() throws IOException {
    String deep = "{\"model\":\"echo\",\"messages\":" + "[".repeat(10_000);

    assertThat(ask(open.port(), post(length(deep), deep))).startsWith("HTTP/1.1 400");
  }

  @Test
  void a_body_longer_than_allowed_is_a_413_without_reading_it() throws IOException {
    String chunk = "9000\r\n" + "x".repeat(0x9000) + "\r\n";

    assertThat(ask(open.port(), post("Content-Length: 1000000000\r\n", "{")))
        .as("a length that is too long")
        .startsWith("HTTP/1.1 413");
    assertThat(ask(open.port(), post("Transfer-Encoding: chunked\r\n", chunk.repeat(2))))
        .as("chunks that are too many")
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void more_headers_than_allowed_are_a_431() throws IOException {
    // Host, Content-Type, Connection and Content-Length are there already.
    assertThat(ask(open.port(), post(differentHeaders(16) + length(GOOD), GOOD)))
        .as("just as many as allowed")
        .startsWith("HTTP/1.1 200");
    for (String headers : List.of(differentHeaders(17), "X-A: b\r\n".repeat(17))) {
      assertThat(ask(open.port(), post(headers + length(GOOD), GOOD)))
          .startsWith("HTTP/1.1 431")
          .contains("too_many_headers", "20");
    }
  }

  private static String differentHeaders(int count) {
    StringBuilder headers = new StringBuilder();
    for (int i = 0; i < count; i++) {
      headers.append("X-").append(i).append(": b\r\n");
    }
    return headers.toString();
  }

  @Test
  void headers_longer_than_allowed_are_refused() throws IOException {
    assertThat(ask(open.port(), post("X-A: " + "b".repeat(3500) + "\r\n" + length(GOOD), GOOD)))
        .as("just below the limit")
        .startsWith("HTTP/1.1 200");
    assertThat(ask(open.port(), post("X-A: " + "b".repeat(4096) + "\r\n" + length(GOOD), GOOD)))
        .startsWith("HTTP/1.1 4")
        .contains("bad_http");
  }

  @Test
  void a_head_that_does_not_come_is_ended() throws IOException {
    assertThat(ask(open.port(), "POST " + PATH + " HTTP/1.1\r\nHost: localh"))
        .startsWith("HTTP/1.1 408");
  }

  @Test
  void a_body_that_does_not_come_is_ended() throws IOException {
    assertThat(ask(open.port(), post("Content-Length: 100\r\n", "{\"m"))).contains("408");
  }

  @Test
  void many_slow_clients_keep_nobody_else_from_being_served() throws IOException {
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        slow.add(new RawClient(open.port()).send("POST " + PATH + " HTTP/1.1\r\nHo"));
      }
      assertThat(ask(open.port(), post(length(GOOD), GOOD))).startsWith("HTTP/1.1 200");
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization: Bearer sk-wrong\r\n",
        "Authorization: Bearer sk-righ\r\n",
        "Authorization: Bearer sk-right2\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: sk-right\r\n",
        "Authorization: Basic sk-right\r\n",
        "Authorization: Bearer sk-right\r\nAuthorization: Bearer sk-right\r\n",
        "Authorization: Bearer ' OR 1=1 --\r\n"
      })
  void without_a_good_key_the_answer_is_the_same_401(String headers) throws IOException {
    String reply = ask(locked.port(), post(headers + length(GOOD), GOOD));

    assertThat(reply).startsWith("HTTP/1.1 401").contains("invalid_api_key").doesNotContain("sk-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer sk-right\r\n",
        "authorization: bearer sk-other\r\n",
        "x-api-key: sk-right\r\n"
      })
  void with_a_good_key_it_is_served(String headers) throws IOException {
    assertThat(ask(locked.port(), post(headers + length(GOOD), GOOD))).startsWith("HTTP/1.1 200");
  }

  @Test
  void health_needs_no_key_and_unknown_paths_do() throws IOException {
    assertThat(get(locked.port(), "/healthz", "")).startsWith("HTTP/1.1 200");
    assertThat(get(locked.port(), "/readyz", "")).startsWith("HTTP/1.1 200");
    assertThat(get(locked.port(), "/v1/models", "")).startsWith("HTTP/1.1 401");
    assertThat(get(locked.port(), "/anything", "")).startsWith("HTTP/1.1 401");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/create",
        "/slots",
        "/props",
        "/v1/../admin",
        "/v1/chat/completions/",
        "//v1/models",
        "/v1/models?x=1/../..",
        "/%2e%2e/etc/passwd"
      })
  void nothing_but_the_fixed_routes_is_there(String path) throws IOException {
    assertThat(get(open.port(), path, "")).doesNotContain("HTTP/1.1 5");
    if (!path.startsWith("/v1/models?")) {
      assertThat(get(open.port(), path, "")).containsPattern("HTTP/1.1 40[04]");
    }
  }

  private static String get(int port, String path, String headers) throws IOException {
    return ask(
        port,
        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
  }

  @Test
  void a_page_and_a_rebound_name_may_not_call_a_gateway_on_loopback() throws IOException {
    assertThat(get(open.port(), "/v1/models", "Origin: https://evil.example\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(
            ask(
                open.port(),
                "GET /v1/models HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void replies_may_not_be_cached_or_sniffed() throws IOException {
    assertThat(ask(open.port(), post(length(GOOD), GOOD)).toLowerCase(java.util.Locale.ROOT))
        .contains("cache-control: private, no-store")
        .contains("x-content-type-options: nosniff");
  }

  @Test
  void a_gateway_open_to_everybody_does_not_start_without_keys() throws IOException {
    Path bare = Files.createDirectory(folder.resolve("bare"));

    assertThatThrownBy(
            () ->
                TestingGateway.start(
                    bare,
                    """
                    llm: {providers: [{type: echo}]}
                    server: {host: 0.0.0.0, port: 0}
                    """))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("without keys");
  }

  @Test
  void a_wrong_method_is_told_the_right_one() throws IOException {
    assertThat(get(open.port(), PATH, "")).startsWith("HTTP/1.1 405").contains("Allow: POST");
  }
}
