package org.jackfield.testkit.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScriptedUpstreamTest {
  private static final String GET = "GET /a?b=1 HTTP/1.1\r\nHost: x\r\nX-Key: secret\r\n\r\n";
  private static final String POST =
      "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{\"a\":{\"b\":2}}";

  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  void close() {
    upstream.otherwise(Reply.nothing());
    upstream.close();
  }

  private Socket connect(String request) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", upstream.uri().getPort()));
    write(socket, request);
    return socket;
  }

  private static void write(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static String read(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void a_reply_is_written_byte_for_byte_and_the_request_is_kept() throws IOException {
    upstream.enqueue(Reply.stream("a/b", "X: 1").chunk("h\u00e9").lastChunk().close());

    try (Socket socket = connect(POST)) {
      assertThat(readAll(socket))
          .isEqualTo(
              "HTTP/1.1 200 Scripted\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\nX: 1\r\n"
                  + "\r\n3\r\nh\u00e9\r\n0\r\n\r\n");
    }
    Received request = upstream.lastRequest();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.json().at("/a/b")).isEqualTo(Json.parse("2.0"));
    assertThat(request.header("host")).contains("x");
  }

  @Test
  void one_connection_serves_requests_in_a_row_even_pipelined() throws IOException {
    upstream.enqueue(Reply.json(200, "1")).enqueue(Reply.json(200, "2").close());

    try (Socket socket = connect(GET + POST)) {
      assertThat(readAll(socket)).containsSubsequence("\r\n\r\n1", "\r\n\r\n2");
    }
    assertThat(upstream.connections()).isEqualTo(1);
    assertThat(upstream.received()).extracting(Received::path).containsExactly("/a", "/p");
    assertThat(upstream.aborts()).isZero();
  }

  @Test
  void a_chunked_request_is_put_together() throws IOException {
    upstream.enqueue(Expectation.post("/p").body("hello"), Reply.json(200, "{}").close());

    try (Socket socket =
        connect(
            "POST /p HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n"
                + "0\r\nT: 1\r\n\r\n")) {
      assertThat(readAll(socket)).contains("200");
    }
    upstream.verify();
  }

  @Test
  void a_gate_withholds_what_follows_until_it_is_released() throws IOException {
    Gate gate = Gate.closed();
    upstream.enqueue(Reply.nothing().send("one").hold(gate).send("two").close());

    try (Socket socket = connect(GET)) {
      assertThat(read(socket, 3)).isEqualTo("one");
      gate.awaitReached(ScriptedUpstream.PATIENCE);
      assertThat(socket.getInputStream().available()).isZero();
      gate.release();
      assertThat(readAll(socket)).isEqualTo("two");
    }
  }

  @Test
  void a_client_that_leaves_a_gate_or_a_stall_is_counted() throws IOException {
    Gate gate = Gate.closed();
    upstream.enqueue(Reply.nothing().hold(gate)).enqueue(Reply.nothing().stall());
    for (int i = 0; i < 2; i++) {
      connect(GET).close();
    }

    upstream.awaitAborts(2);

    assertThat(gate.released()).isFalse();
    upstream.awaitIdle();
  }

  @Test
  void a_client_that_leaves_while_the_server_writes_is_counted() throws IOException {
    upstream.enqueue(Reply.nothing().chunkRepeated("x".repeat(1000), Long.MAX_VALUE));
    try (Socket socket = connect(GET)) {
      read(socket, 10);
    }

    upstream.awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void a_reset_is_no_orderly_end() throws IOException {
    upstream.enqueue(Reply.nothing().reset());

    try (Socket socket = connect(GET)) {
      InputStream in = socket.getInputStream();
      assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void slices_are_single_writes() throws IOException {
    upstream.enqueue(Reply.nothing().sliced(2).send("hello").close());

    try (Socket socket = connect(GET)) {
      assertThat(readAll(socket)).isEqualTo("hello");
    }
  }

  @Test
  void a_broken_expectation_is_answered_with_the_reason_and_fails_the_test() throws IOException {
    ScriptedUpstream strict = ScriptedUpstream.start();
    strict.enqueue(
        Expectation.post("/other")
            .header("X-Missing")
            .header("X-Key", "public")
            .noHeader("X-Key")
            .body("hello")
            .json("/a", "1")
            .noJson("/b")
            .lacks("secret"),
        Reply.json(200, "{}"));
    try (Socket socket = new Socket("127.0.0.1", strict.uri().getPort())) {
      write(socket, GET);
      assertThat(read(socket, 12)).isEqualTo("HTTP/1.1 500");
    }

    assertThatThrownBy(strict::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(
            "expected POST /other but got GET /a?b=1",
            "X-Missing should be there",
            "X-Key should be public",
            "X-Key should not be there",
            "the body should contain hello",
            "Not JSON",
            "should not hold secret");
  }

  @Test
  void a_request_without_a_script_fails_the_test_and_so_does_a_script_without_a_request()
      throws IOException {
    ScriptedUpstream empty = ScriptedUpstream.start();
    try (Socket socket = new Socket("127.0.0.1", empty.uri().getPort())) {
      write(socket, GET);
      read(socket, 12);
    }
    assertThatThrownBy(empty::close).hasMessageContaining("Nothing is scripted for GET /a?b=1");

    upstream.enqueue(Reply.nothing());
    assertThatThrownBy(upstream::verify).hasMessageContaining("1 scripted exchanges");
  }

  @Test
  void a_wait_that_is_over_says_what_was_seen() {
    assertThatThrownBy(() -> upstream.awaitClientGone(Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0 requests");
  }

  @Test
  void closing_frees_a_stalled_client() throws IOException {
    ScriptedUpstream other = ScriptedUpstream.start();
    other.enqueue(Reply.nothing().stall());
    try (Socket socket = new Socket("127.0.0.1", other.uri().getPort())) {
      write(socket, GET);
      other.awaitRequests(1);
      other.close();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void a_closed_port_refuses() {
    try (ClosedPort port = ClosedPort.open()) {
      assertThatThrownBy(() -> new Socket("127.0.0.1", port.uri().getPort()).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("refused");
    }
  }
}
