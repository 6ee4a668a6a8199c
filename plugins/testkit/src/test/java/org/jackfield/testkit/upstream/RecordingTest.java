package org.jackfield.testkit.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.http.HttpCall;
import org.jackfield.spi.http.HttpExchange;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordingTest {
  private static Recording recording(String name) throws URISyntaxException {
    return Recording.load(folder().resolve(name));
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(RecordingTest.class.getResource("/recordings")).toURI());
  }

  private static String replay(Recording recording) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.enqueue(recording.reply());
      HttpCall call =
          HttpCall.postJson(
              upstream.uri("/api/chat"), recording.requestBody().getBytes(StandardCharsets.UTF_8));
      try (HttpExchange exchange = new TestingTransport().send(call, TestingAttempt.unlimited())) {
        return new String(exchange.readAll(1 << 20), StandardCharsets.UTF_8);
      } catch (BackendException e) {
        return e.code().toString();
      }
    }
  }

  @Test
  void a_whole_answer_is_replayed_byte_for_byte() throws Exception {
    for (String name : List.of("api-chat-stream-true", "api-chat-unary")) {
      Recording recording = recording(name);

      assertThat(replay(recording))
          .isEqualTo(new String(recording.responseBody(), StandardCharsets.UTF_8))
          .contains("Paris");
    }
  }

  @Test
  void a_cut_answer_is_cut_in_the_replay() throws Exception {
    assertThat(replay(recording("api-chat-shutdown-stream")))
        .isEqualTo(ErrorCode.PROTOCOL.toString());
  }

  @Test
  void an_answer_that_the_client_broke_off_stalls_until_it_does_so_again() throws Exception {
    Recording recording = recording("api-chat-cancel-stream");
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.enqueue(recording.reply());
      HttpExchange exchange =
          new TestingTransport().send(HttpCall.get(upstream.uri("/")), TestingAttempt.unlimited());
      byte[] some = new byte[100];
      assertThat(exchange.read(some, 0, 100)).isPositive();

      exchange.close();

      upstream.awaitClientGone(ScriptedUpstream.PATIENCE);
    }
  }

  @Test
  void what_it_is_and_what_to_make_of_it_is_known() throws Exception {
    Recording recording = recording("api-chat-stream-true");

    assertThat(recording.name()).isEqualTo("api-chat-stream-true");
    assertThat(recording.meta().at("/server").text()).isEqualTo("ollama");
    assertThat(recording.outcome().at("/usage/eval_count")).isEqualTo(Json.parse("8"));
    assertThat(Json.parse(recording.requestBody()).at("/stream")).isEqualTo(Json.parse("true"));
  }

  @Test
  void all_recordings_of_a_folder_are_found() throws Exception {
    assertThat(Recording.loadAll(folder())).hasSize(4);
  }

  @Test
  void the_recorded_pace_is_kept_when_asked_for() throws Exception {
    List<Reply> paced = recording("api-chat-stream-true").replies(1);

    assertThat(paced)
        .singleElement()
        .satisfies(
            reply ->
                assertThat(reply.steps()).filteredOn(Reply.Pause.class::isInstance).hasSize(9));
  }
}
