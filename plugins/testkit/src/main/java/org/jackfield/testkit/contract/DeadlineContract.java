package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.Test;

/**
 * Nothing outlives its deadline: the attempt is cancelled when its time is over, and whatever waits
 * for the upstream ends. No test measures time; one that hangs fails.
 */
public abstract class DeadlineContract extends DialectTest {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Answer ANSWER = Answer.text("one ", "two ", "three");

  @Test
  void a_silent_upstream_does_not_outlive_the_deadline() {
    endsInTime(Reply.nothing());
  }

  @Test
  void half_a_head_does_not_outlive_the_deadline() {
    endsInTime(Reply.nothing().send("HTTP/1.1 200 OK\r\nContent-Ty"));
  }

  @Test
  void a_head_without_a_body_does_not_outlive_the_deadline() {
    endsInTime(begun());
  }

  @Test
  void a_stream_that_stalls_does_not_outlive_the_deadline() {
    Frames frames = dialect().frames(ANSWER);
    endsInTime(begun().chunk(frames.opening()).chunk(frames.pieces().getFirst()));
  }

  @Test
  void half_a_frame_does_not_outlive_the_deadline() {
    Frames frames = dialect().frames(ANSWER);
    String piece = frames.pieces().getFirst();
    endsInTime(begun().chunk(frames.opening()).chunk(piece.substring(0, piece.length() / 2)));
  }

  @Test
  void half_an_error_body_does_not_outlive_the_deadline() {
    endsInTime(
        Reply.head(500, "Content-Type: application/json", "Content-Length: 100").send("{\"err"));
  }

  private void endsInTime(Reply reply) {
    upstream().enqueue(reply.stall());

    BackendException thrown = failureOfAnswer(chat(), question(), TestingAttempt.limitedTo(SHORT));

    hasCode(thrown, ErrorCode.CANCELLED, ErrorCode.TIMEOUT);
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void an_answer_in_time_is_not_touched_by_the_deadline() {
    upstream().enqueue(reply(ANSWER));

    try (ChatStream stream =
        chat().open(question(), TestingAttempt.limitedTo(ScriptedUpstream.PATIENCE))) {
      assertThat(text(drain(stream))).isEqualTo(ANSWER.joined());
    }
  }

  @Test
  void a_probe_of_a_silent_upstream_does_not_outlive_the_deadline() {
    upstream().aside(request -> Optional.of(Reply.nothing().stall()));

    Health health = backend(context()).probe(TestingAttempt.limitedTo(SHORT));

    assertThat(health.state()).isNotEqualTo(Health.State.UP);
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }
}
