package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.Test;

/**
 * Whoever stops wanting an answer, in whatever phase: the reader is freed, and the upstream too.
 */
public abstract class CancellationContract extends DialectTest {
  private static final Answer ANSWER = Answer.text("one ", "two ", "three");

  @Test
  void an_attempt_cancelled_beforehand_sends_nothing() {
    TestingAttempt attempt = TestingAttempt.unlimited();
    attempt.cancel();

    hasCode(failureOfAnswer(chat(), question(), attempt), ErrorCode.CANCELLED);
    assertThat(upstream().requests()).isZero();
  }

  @Test
  void an_attempt_cancelled_before_the_head_frees_the_upstream() throws Exception {
    cancelsAt(Reply.nothing());
  }

  @Test
  void an_attempt_cancelled_before_the_first_chunk_frees_the_upstream() throws Exception {
    cancelsAt(begun());
  }

  @Test
  void an_attempt_cancelled_inside_the_stream_frees_the_upstream() throws Exception {
    cancelsAt(firstPiece());
  }

  private void cancelsAt(Reply reply) throws Exception {
    Gate gate = Gate.closed();
    upstream().enqueue(reply.hold(gate));
    TestingAttempt attempt = TestingAttempt.unlimited();
    Chat chat = chat();
    CompletableFuture<BackendException> failure =
        inBackground(() -> failureOfAnswer(chat, question(), attempt));
    gate.awaitReached(ScriptedUpstream.PATIENCE);

    attempt.cancel();

    hasCode(get(failure), ErrorCode.CANCELLED);
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void close_from_another_thread_unblocks_the_reader_and_frees_the_upstream() throws Exception {
    upstream().enqueue(firstPiece().stall());
    ChatStream stream = chat().open(question(), TestingAttempt.unlimited());
    firstContent(stream);
    CompletableFuture<BackendException> failure = inBackground(() -> failure(() -> drain(stream)));

    stream.close();

    hasCode(get(failure), ErrorCode.CANCELLED);
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void close_races_with_the_reader_at_every_chunk() throws Exception {
    upstream().otherwise(reply(ANSWER));
    Chat chat = chat();
    for (int round = 0; round < 50; round++) {
      ChatStream stream = chat.open(question(), TestingAttempt.unlimited());
      for (int read = 0; read < round % 4; read++) {
        stream.next();
      }
      CompletableFuture<Boolean> closer =
          inBackground(
              () -> {
                stream.close();
                return true;
              });
      try {
        assertThat(text(drain(stream))).isNotNull();
      } catch (BackendException e) {
        hasCode(e, ErrorCode.CANCELLED);
      }
      assertThat(get(closer)).isTrue();
    }
  }

  @Test
  void after_close_the_next_chunk_is_refused() {
    upstream().enqueue(firstPiece().stall());
    ChatStream stream = chat().open(question(), TestingAttempt.unlimited());
    firstContent(stream);

    stream.close();

    hasCode(failure(() -> drain(stream)), ErrorCode.CANCELLED);
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void close_before_the_first_chunk_is_read_frees_the_upstream() {
    upstream().enqueue(firstPiece().stall());
    ChatStream stream = chat().open(question(), TestingAttempt.unlimited());

    stream.close();

    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void close_may_be_called_again_and_from_many_threads() throws Exception {
    upstream().enqueue(firstPiece().stall());
    ChatStream stream = chat().open(question(), TestingAttempt.unlimited());
    List<CompletableFuture<Boolean>> closers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      closers.add(
          inBackground(
              () -> {
                stream.close();
                stream.close();
                return true;
              }));
    }
    for (CompletableFuture<Boolean> closer : closers) {
      assertThat(get(closer)).isTrue();
    }
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void close_after_the_finish_is_quiet() {
    upstream().enqueue(reply(ANSWER));
    ChatStream stream = chat().open(question(), TestingAttempt.unlimited());
    drain(stream);

    stream.close();
    stream.close();

    assertThat(upstream().aborts()).isZero();
  }

  @Test
  void a_cancelled_call_leaves_the_backend_good_for_the_next() {
    upstream().enqueue(firstPiece().stall()).enqueue(reply(ANSWER));
    Chat chat = chat();
    try (ChatStream stream = chat.open(question(), TestingAttempt.unlimited())) {
      firstContent(stream);
    }

    assertThat(text(ask(chat, question()))).isEqualTo(ANSWER.joined());
  }

  private Reply firstPiece() {
    Frames frames = dialect().frames(ANSWER);
    return begun().chunk(frames.opening()).chunk(frames.pieces().getFirst());
  }
}
