package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingTransport;
import org.jackfield.testkit.upstream.ClosedPort;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every protocol gets without a line of its own, seen with the smallest codec there can be.
 */
@Timeout(60)
class UpstreamTest {
  private final ScriptedUpstream server = ScriptedUpstream.start();
  private final Upstream upstream =
      new Upstream(new TestingTransport(), InstantSource.system(), new Explains());

  @AfterEach
  void close() {
    server.close();
  }

  /** Says which error it was asked about, and knows one text. */
  private static final class Explains implements ErrorMap {
    @Override
    public String subject(String model) {
      return "Toy (" + model + ")";
    }

    @Override
    public Refusal refusal(int status, byte[] body) {
      ErrorBody error = ErrorBody.read(body);
      return new Refusal(
          error.saysTooLong() ? ErrorCode.CONTEXT_LENGTH : StatusCode.of(status), error.message());
    }

    @Override
    public BackendException explained(BackendException error, String model) {
      return error.withHint("explained " + error.code() + " of " + model);
    }
  }

  /** Each frame is a piece of text; "end" ends the answer, and so does a whole body. */
  private record Words(String subject) implements AnswerDecoder {
    @Override
    public void read(Frame frame, Queue<Chunk> out) {
      out.add(
          frame.is("end")
              ? Chunk.finish(FinishReason.STOP, Usage.UNKNOWN)
              : Chunk.text(0, frame.text()));
    }

    @Override
    public void end(Queue<Chunk> out) {
      throw new BackendException(ErrorCode.PROTOCOL, subject + " went away.");
    }

    @Override
    public void readWhole(byte[] body, Queue<Chunk> out) {
      out.add(Chunk.text(0, "whole " + new String(body, StandardCharsets.UTF_8)));
      out.add(Chunk.finish(FinishReason.STOP, Usage.UNKNOWN));
    }
  }

  private ChatStream chat(Framing framing, boolean streamed) {
    HttpCall call = HttpCall.postJson(server.uri("/chat"), new byte[] {'{', '}'});
    return upstream.chat(call, "m", TestingAttempt.unlimited(), framing, streamed, Words::new);
  }

  private static String text(ChatStream answer) {
    List<String> texts = new ArrayList<>();
    try (answer) {
      for (Chunk chunk = answer.next(); !(chunk instanceof Chunk.Finish); chunk = answer.next()) {
        texts.add(((Chunk.Text) chunk).text());
      }
    }
    return String.join("|", texts);
  }

  @Test
  void a_stream_is_read_in_the_framing_of_its_protocol() {
    server
        .enqueue(Reply.stream("text/event-stream").chunk("data: a\n\ndata: end\n\n").lastChunk())
        .enqueue(Reply.stream("application/x-ndjson").chunk("a\nb\nend\n").lastChunk());

    assertThat(text(chat(Framing.EVENTS, true))).isEqualTo("a");
    assertThat(server.lastRequest().header("Accept")).contains("text/event-stream");
    assertThat(text(chat(Framing.LINES, true))).isEqualTo("a|b");
    assertThat(server.lastRequest().header("Accept")).contains("application/x-ndjson");
  }

  @Test
  void an_answer_is_read_as_what_it_is_and_not_as_what_was_asked_for() {
    Reply stream = Reply.stream("text/event-stream").chunk("data: a\n\ndata: end\n\n").lastChunk();
    server.enqueue(Reply.json(200, "{}")).enqueue(stream);

    assertThat(text(chat(Framing.EVENTS, true))).isEqualTo("whole {}");
    assertThat(text(chat(Framing.EVENTS, false))).isEqualTo("a");
    assertThat(server.lastRequest().header("Accept")).contains("application/json");
  }

  @Test
  void a_refusals_request_id_is_the_heads_or_else_the_bodys() {
    String body = "{\"error\":{\"message\":\"No.\"},\"request_id\":\"req_9\"}";
    server
        .enqueue(Reply.json(400, body))
        .enqueue(
            Reply.head(400, "request-id: req_1", "Content-Length: " + body.length()).send(body));

    assertThat(refused().upstreamId()).contains("req_9");
    assertThat(refused().upstreamId()).contains("req_1");
  }

  private BackendException refused() {
    return catchThrowableOfType(BackendException.class, () -> chat(Framing.EVENTS, true).close());
  }

  @Test
  void a_body_without_a_content_type_is_what_was_asked_for() {
    String body = "data: a\n\ndata: end\n\n";
    Reply bare = Reply.head(200, "Content-Length: " + body.length()).send(body);
    server.enqueue(bare).enqueue(bare);

    assertThat(text(chat(Framing.EVENTS, true))).isEqualTo("a");
    assertThat(text(chat(Framing.EVENTS, false))).isEqualTo("whole " + body);
  }

  @Test
  void a_web_page_is_no_answer() {
    server.enqueue(Reply.whole(200, "text/html; charset=utf-8", "<html>Welcome"));

    BackendException error = failure(() -> chat(Framing.EVENTS, true));

    assertThat(error).hasMessage("Toy (m) answered with a web page.");
    assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL);
    assertThat(error.upstreamStatus()).hasValue(200);
    assertThat(error.hint()).contains("explained protocol of m");
  }

  @Test
  void a_refusal_is_told_by_its_map_with_status_and_wait_and_without_secrets() {
    server.enqueue(
        Reply.whole(
            429,
            "application/json",
            "{\"error\":{\"message\":\"key sk-abcd1234 is out\"}}",
            "Retry-After: 7"));

    BackendException error = failure(() -> chat(Framing.EVENTS, true));

    assertThat(error).hasMessage("Toy (m) answered with HTTP 429: key **** is out");
    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(error.upstreamStatus()).hasValue(429);
    assertThat(error.hint()).contains("explained rate_limited of m");
  }

  @Test
  void the_wait_that_a_body_asks_for_counts_where_the_head_asks_for_none() {
    String body = "[{\"error\":{\"message\":\"Later.\",\"details\":[{\"retryDelay\":\"36s\"}]}}]";
    server.enqueue(Reply.whole(429, "application/json", body));
    server.enqueue(Reply.whole(429, "application/json", body, "Retry-After: 7"));

    assertThat(failure(() -> chat(Framing.EVENTS, true)).retryAfter())
        .contains(Duration.ofSeconds(36));
    assertThat(failure(() -> chat(Framing.EVENTS, true)).retryAfter())
        .contains(Duration.ofSeconds(7));
  }

  @Test
  void a_refusal_whose_body_never_ends_frees_the_connection() {
    server.enqueue(Reply.head(500, "Content-Length: 300000").send("x".repeat(300_000)).stall());

    assertThat(failure(() -> chat(Framing.EVENTS, true)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    server.awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void a_server_that_is_not_there_is_explained() {
    try (ClosedPort port = ClosedPort.open()) {
      BackendException error = failure(() -> json(port.uri()));

      assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(error.message()).contains(port.hostPort());
      assertThat(error.hint()).contains("explained unavailable of ");
    }
  }

  @Test
  void the_map_s_words_win_over_the_hint_of_the_transport() {
    Upstream blocked = new Upstream(UpstreamTest::blocked, InstantSource.system(), new Explains());

    BackendException error = failure(() -> json(blocked, server.uri()));

    assertThat(error.message()).isEqualTo("No way.");
    assertThat(error.hint()).contains("explained unavailable of ");
  }

  @Test
  void a_hint_that_the_transport_gives_is_kept_where_the_map_adds_none() {
    Upstream blocked = new Upstream(UpstreamTest::blocked, InstantSource.system(), new Silent());

    assertThat(failure(() -> json(blocked, server.uri())).hint()).contains("Set the proxy.");
  }

  private static HttpExchange blocked(HttpCall call, Attempt attempt) {
    throw new BackendException(ErrorCode.UNAVAILABLE, "No way.").withHint("Set the proxy.");
  }

  /** Has nothing to say about any error. */
  private static final class Silent implements ErrorMap {
    @Override
    public String subject(String model) {
      return "Toy";
    }

    @Override
    public Refusal refusal(int status, byte[] body) {
      return new Refusal(StatusCode.of(status), "");
    }

    @Override
    public BackendException explained(BackendException error, String model) {
      return error;
    }
  }

  @Test
  void json_that_is_no_object_is_explained() {
    for (String body : List.of("[]", "{\"a\"", "", "hello")) {
      server.enqueue(Reply.json(200, body));

      BackendException error = failure(() -> json(server.uri()));

      assertThat(error.code()).as(body).isEqualTo(ErrorCode.PROTOCOL);
      assertThat(error.hint()).contains("explained protocol of ");
    }
  }

  @Test
  void after_its_finish_an_answer_has_nothing_more() {
    server.enqueue(Reply.stream("application/x-ndjson").chunk("end\n").stall());

    try (ChatStream answer = chat(Framing.LINES, true)) {
      assertThat(answer.next()).isInstanceOf(Chunk.Finish.class);
      assertThatThrownBy(answer::next).isInstanceOf(IllegalStateException.class);
    }
    server.awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void a_body_that_ends_is_the_decoders_to_judge() {
    server.enqueue(Reply.stream("application/x-ndjson").chunk("a\n").lastChunk());

    assertThat(failure(() -> text(chat(Framing.LINES, true)))).hasMessage("Toy (m) went away.");
  }

  @Test
  void an_error_inside_an_answer_names_the_request_for_the_providers_support() {
    server.enqueue(
        Reply.head(
                200,
                "Content-Type: application/x-ndjson",
                "Transfer-Encoding: chunked",
                "request-id: req_7")
            .chunk("a\n")
            .lastChunk());

    assertThat(failure(() -> text(chat(Framing.LINES, true))).upstreamId()).contains("req_7");
  }

  @Test
  void a_closed_answer_gives_out_nothing_not_even_what_it_has() {
    Gate gate = Gate.closed();
    server.enqueue(Reply.stream("application/x-ndjson").chunk("a\nb\n").hold(gate));

    ChatStream answer = chat(Framing.LINES, true);
    assertThat(answer.next()).isInstanceOf(Chunk.Text.class);
    answer.close();
    answer.close();

    assertThat(failure(answer::next).code()).isEqualTo(ErrorCode.CANCELLED);
    server.awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  private void json(URI url) {
    json(upstream, url);
  }

  private static void json(Upstream upstream, URI url) {
    var unused = upstream.json(HttpCall.get(url), "", TestingAttempt.unlimited());
    assertThat(unused).isNotNull();
  }

  private interface Action {
    void run();
  }

  private static BackendException failure(Action action) {
    BackendException thrown = catchThrowableOfType(BackendException.class, action::run);
    assertThat(thrown).as("a BackendException was expected").isNotNull();
    return thrown;
  }
}
