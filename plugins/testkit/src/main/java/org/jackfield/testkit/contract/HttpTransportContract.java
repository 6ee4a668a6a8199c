package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Secret;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.ClosedPort;
import org.jackfield.testkit.upstream.Expectation;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a backend may rely on in any {@link HttpTransport}. */
public abstract class HttpTransportContract extends TransportTest {
  @Test
  void a_call_arrives_as_it_is() {
    upstream()
        .enqueue(
            Expectation.post("/path?query=1")
                .header("Content-Type", "application/json")
                .header("Content-Length", String.valueOf(BODY.length))
                .header("Host", upstream().hostPort())
                .header("Authorization", "Bearer key-1")
                .header("X-Other", "a, b")
                .and(HttpTransportContract::asksForNoContentCoding)
                .noHeader("Upgrade")
                .noHeader("Cookie")
                .noHeader("Expect"),
            Reply.json(200, "{}"));
    HttpCall call =
        post()
            .withSecret("Authorization", "Bearer ", Secret.of("key-1"))
            .withHeader("X-Other", "a, b");

    try (HttpExchange exchange = transport().send(call, TestingAttempt.unlimited())) {
      assertThat(text(exchange)).isEqualTo("{}");
    }
    assertThat(upstream().lastRequest().body()).isEqualTo(BODY);
  }

  private static Optional<String> asksForNoContentCoding(Received request) {
    return request
        .header("Accept-Encoding")
        .filter(coding -> !coding.equals("identity"))
        .map(coding -> "the body may not be coded, but Accept-Encoding is " + coding);
  }

  @Test
  void a_get_has_no_body() {
    upstream().enqueue(Expectation.get("/models"), Reply.json(200, "[]"));

    try (HttpExchange exchange =
        transport().send(HttpCall.get(upstream().uri("/models")), TestingAttempt.unlimited())) {
      assertThat(text(exchange)).isEqualTo("[]");
    }
    Received request = upstream().lastRequest();
    assertThat(request.body()).isEmpty();
    assertThat(request.header("Content-Type")).isEmpty();
  }

  @Test
  void status_and_headers_are_given_whatever_the_status() {
    for (int status : new int[] {200, 204, 307, 401, 404, 429, 500, 503}) {
      try (HttpExchange exchange =
          send(Reply.head(status, "Content-Length: 0", "X-Thing:  one ", "Location: /x"))) {
        assertThat(exchange.status()).isEqualTo(status);
        assertThat(exchange.header("x-thing")).contains("one");
        assertThat(exchange.header("X-Missing")).isEmpty();
        assertThat(exchange.readAll(10)).isEmpty();
      }
    }
    assertThat(upstream().requests()).as("no redirect is followed, nothing repeated").isEqualTo(8);
  }

  @TestFactory
  Stream<DynamicTest> a_body_is_given_whatever_its_framing() {
    Map<String, Reply> framings =
        Map.of(
            "length", Reply.json(200, "h\u00e9llo"),
            "chunks", Reply.stream("text/plain").chunk("h\u00e9").chunk("llo").lastChunk(),
            "chunks with extension and trailer",
                Reply.stream("text/plain").send("6;a=b\r\nh\u00e9llo\r\n0\r\nX-T: 1\r\n\r\n"),
            "until close", Reply.head(200, "Connection: close").send("h\u00e9llo").close(),
            "after 100", Reply.head(100).then(Reply.json(200, "h\u00e9llo")),
            "byte by byte", Reply.nothing().sliced(1).then(Reply.json(200, "h\u00e9llo")));
    return framings.entrySet().stream()
        .map(
            framing ->
                dynamicTest(
                    framing.getKey(),
                    () -> {
                      try (HttpExchange exchange = send(framing.getValue())) {
                        assertThat(text(exchange)).isEqualTo("h\u00e9llo");
                        assertThat(exchange.read(new byte[8], 0, 8)).isEqualTo(-1);
                      }
                    }));
  }

  @Test
  void bytes_are_given_as_they_arrive() {
    Gate gate = Gate.closed();
    byte[] buffer = new byte[64];
    try (HttpExchange exchange =
        send(Reply.stream("text/plain").chunk("one").hold(gate).chunk("two").lastChunk())) {
      assertThat(exchange.read(buffer, 5, 59)).isEqualTo(3);
      assertThat(new String(buffer, 5, 3, StandardCharsets.US_ASCII)).isEqualTo("one");
      gate.release();
      assertThat(text(exchange)).isEqualTo("two");
    }
  }

  @Test
  void nobody_listening_is_unavailable_and_names_host_and_port_and_what_to_do() {
    try (ClosedPort port = ClosedPort.open()) {
      HttpCall call = HttpCall.get(port.uri());

      Throwable thrown =
          catchThrowable(() -> transport().send(call, TestingAttempt.unlimited()).close());

      assertThat(thrown).isInstanceOf(BackendException.class).hasMessageContaining(port.hostPort());
      assertThat(((BackendException) thrown).code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(((BackendException) thrown).hint()).get().asString().contains("Start the server");
    }
  }

  @Test
  void an_end_before_the_head_is_unavailable_and_the_call_is_not_repeated() {
    assertThat(failure(Reply.nothing().close())).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failure(Reply.nothing().reset())).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failure(Reply.nothing().send("HTTP/1.1 200 OK\r\nConte").close()))
        .isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(upstream().requests()).isEqualTo(3);
  }

  @TestFactory
  Stream<DynamicTest> a_broken_response_is_a_broken_protocol() {
    Map<String, Reply> broken =
        Map.of(
            "no HTTP", Reply.nothing().send("SSH-2.0-OpenSSH_9.9\r\n\r\n").close(),
            "cut chunk", Reply.stream("a/b").send("5\r\nhe").close(),
            "no last chunk", Reply.stream("a/b").chunk("hello").close(),
            "chunk size", Reply.stream("a/b").send("xyz\r\nhello\r\n0\r\n\r\n").close(),
            "short body", Reply.head(200, "Content-Length: 50").send("hello").close());
    return broken.entrySet().stream()
        .map(
            bad ->
                dynamicTest(
                    bad.getKey(),
                    () -> assertThat(failure(bad.getValue())).isEqualTo(ErrorCode.PROTOCOL)));
  }

  @Test
  void a_reset_inside_the_body_is_a_broken_protocol() {
    Gate gate = Gate.closed();
    try (HttpExchange exchange = send(Reply.stream("a/b").chunk("one").hold(gate).reset())) {
      assertThat(exchange.read(new byte[8], 0, 8)).isEqualTo(3);
      gate.release();
      assertThat(code(() -> exchange.readAll(100))).isEqualTo(ErrorCode.PROTOCOL);
    }
  }

  @Test
  void a_body_over_the_limit_is_refused() {
    try (HttpExchange exchange =
        send(Reply.stream("a/b").chunkRepeated("x".repeat(1024), 100_000).lastChunk())) {
      assertThat(code(() -> exchange.readAll(4096))).isEqualTo(ErrorCode.PROTOCOL);
    }
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void a_body_of_just_the_limit_is_read() {
    try (HttpExchange exchange = send(Reply.json(200, "12345"))) {
      assertThat(exchange.readAll(5)).hasSize(5);
    }
  }

  @Test
  void what_cannot_be_a_header_is_refused_and_not_sent() {
    for (String value : new String[] {"a\r\nX-Evil: 1", "a\nb", "a\u0000b"}) {
      HttpCall call = post().withHeader("X-Name", value);
      assertThat(code(() -> transport().send(call, TestingAttempt.unlimited()).close()))
          .isEqualTo(ErrorCode.INVALID_REQUEST);
    }
    HttpCall call = post().withHeader("X Name:", "a");
    assertThat(code(() -> transport().send(call, TestingAttempt.unlimited()).close()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    HttpCall other = HttpCall.get(URI.create("ftp://127.0.0.1/file"));
    assertThat(code(() -> transport().send(other, TestingAttempt.unlimited()).close()))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(upstream().requests()).isZero();
  }

  @Test
  void a_connection_that_the_server_closed_after_an_answer_does_not_hurt_the_next_call() {
    for (int i = 0; i < 5; i++) {
      try (HttpExchange exchange = send(Reply.json(200, "{}").close())) {
        assertThat(text(exchange)).isEqualTo("{}");
      }
      upstream().awaitIdle();
    }
  }

  /** {@link HttpCancellationContract} for this transport. */
  @Nested
  class Cancels extends HttpCancellationContract {
    @Override
    protected HttpTransport transport() {
      return HttpTransportContract.this.transport();
    }
  }
}
