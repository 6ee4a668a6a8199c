package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.testkit.SplittingTransport;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingTransport;
import org.jackfield.testkit.upstream.Gate;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A stream is read as it comes, however it is cut, and only a proper end is an end. */
public abstract class StreamingContract extends DialectTest {
  private static final Answer ANSWER =
      Answer.text("Caf\u00e9 ", "\uD83D\uDC69\u200D\uD83D\uDE80", " \u4e16\u754c", ".");

  @Test
  void the_first_chunk_arrives_while_the_second_is_withheld() {
    Frames frames = dialect().frames(ANSWER);
    Gate gate = Gate.closed();
    Reply reply = begun().chunk(frames.opening()).chunk(frames.pieces().getFirst()).hold(gate);
    for (String piece : frames.pieces().subList(1, frames.pieces().size())) {
      reply = reply.chunk(piece);
    }
    upstream().enqueue(reply.chunk(frames.ending()).lastChunk());

    try (ChatStream stream = chat().open(question(), TestingAttempt.unlimited())) {
      assertThat(firstContent(stream)).isInstanceOf(Chunk.Text.class);
      assertThat(gate.released()).isFalse();
      gate.release();
      drain(stream);
    }
  }

  @Test
  void the_finish_does_not_wait_for_the_end_of_the_body() {
    Reply reply = begun();
    for (String frame : dialect().frames(ANSWER).all()) {
      reply = reply.chunk(frame);
    }
    upstream().enqueue(reply.stall());

    try (ChatStream stream = chat().open(question(), TestingAttempt.unlimited())) {
      assertThat(text(drain(stream))).isEqualTo(ANSWER.joined());
    }
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void every_split_position_gives_the_same_chunks() {
    upstream().otherwise(reply(ANSWER));
    List<Chunk> whole = ask(chat(), question());
    assertThat(text(whole)).isEqualTo(ANSWER.joined());

    int length = dialect().frames(ANSWER).body().getBytes(StandardCharsets.UTF_8).length;
    for (int position = 1; position < length; position++) {
      Chat split = chat(context().with(SplittingTransport.at(new TestingTransport(), position)));
      assertThat(comparable(ask(split, question())))
          .as("split after %s of %s bytes", position, length)
          .isEqualTo(comparable(whole));
    }
  }

  @Test
  void single_bytes_give_the_same_chunks() {
    upstream().otherwise(reply(ANSWER));
    List<Chunk> whole = ask(chat(), question());

    Chat split = chat(context().with(SplittingTransport.every(new TestingTransport(), 1)));

    assertThat(comparable(ask(split, question()))).isEqualTo(comparable(whole));
  }

  @Test
  void single_bytes_on_the_network_give_the_same_text() {
    upstream().enqueue(Reply.nothing().sliced(1).then(reply(ANSWER)));

    assertThat(text(ask(chat(), question()))).isEqualTo(ANSWER.joined());
  }

  @Test
  void all_frames_in_one_write_give_the_same_text() {
    upstream().enqueue(begun().chunk(dialect().frames(ANSWER).body()).lastChunk());

    assertThat(text(ask(chat(), question()))).isEqualTo(ANSWER.joined());
  }

  @Test
  void a_body_that_ends_well_without_the_protocols_end_is_an_error() {
    List<String> frames = dialect().frames(ANSWER).all();
    for (int kept = 0; kept < frames.size(); kept++) {
      Reply reply = begun();
      for (String frame : frames.subList(0, kept)) {
        reply = reply.chunk(frame);
      }
      upstream().enqueue(reply.lastChunk());

      assertThat(failureOfAnswer(chat(), question(), TestingAttempt.unlimited()).code())
          .as("end after %s of %s frames", kept, frames.size())
          .isEqualTo(ErrorCode.PROTOCOL);
    }
  }

  @Test
  void a_connection_that_closes_inside_a_stream_is_an_error() {
    upstream().enqueue(firstPiece().close());

    hasCode(failureAfterFirstPiece(), ErrorCode.PROTOCOL);
  }

  @Test
  void a_connection_that_is_reset_inside_a_stream_is_an_error() {
    Gate gate = Gate.closed();
    upstream().enqueue(firstPiece().hold(gate).reset());

    try (ChatStream stream = chat().open(question(), TestingAttempt.unlimited())) {
      firstContent(stream);
      gate.release();
      hasCode(failure(() -> drain(stream)), ErrorCode.PROTOCOL);
    }
  }

  @Test
  void a_frame_of_64_megabytes_is_refused() {
    Frames frames = dialect().frames(Answer.text("ENDLESS"));
    String[] around = frames.pieces().getFirst().split("ENDLESS", 2);
    upstream()
        .enqueue(
            begun()
                .chunk(frames.opening())
                .chunk(around[0])
                .chunkRepeated("x".repeat(1 << 16), 1024)
                .chunk(around[1])
                .chunk(frames.ending())
                .lastChunk());

    BackendException error = failureOfAnswer(chat(), question(), TestingAttempt.unlimited());

    hasCode(error, ErrorCode.PROTOCOL);
    assertThat(error.message()).hasSizeLessThan(2000);
    upstream().awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void a_frame_that_is_garbage_is_an_error() {
    Frames frames = dialect().frames(ANSWER);
    String garbage = frames.pieces().get(1).replace('{', '<').replace('}', '>');
    upstream().enqueue(firstPiece().chunk(garbage).chunk(frames.ending()).lastChunk());

    hasCode(failureAfterFirstPiece(), ErrorCode.PROTOCOL);
  }

  @TestFactory
  Stream<DynamicTest> an_error_inside_a_stream_is_that_error() {
    return dialect().streamErrors().stream()
        .map(error -> dynamicTest(error.name(), () -> failsInside(error)));
  }

  private void failsInside(Dialect.StreamError error) {
    upstream().enqueue(firstPiece().chunk(error.frame()).lastChunk());

    hasCode(failureAfterFirstPiece(), error.code());
  }

  @Test
  void thinking_is_told_apart_from_the_answer() {
    if (!dialect().behaviours().contains(Behaviour.THINKING)) {
      return; // ChatContract proves that such a backend refuses it
    }
    upstream().enqueue(reply(ANSWER.after(new Answer.Thinking("Hm, France."))));

    List<Chunk> chunks = ask(chat(), question());

    assertThat(chunks)
        .filteredOn(Chunk.Thinking.class::isInstance)
        .extracting(chunk -> ((Chunk.Thinking) chunk).text())
        .contains("Hm, France.");
    assertThat(text(chunks)).isEqualTo(ANSWER.joined());
  }

  private Reply firstPiece() {
    Frames frames = dialect().frames(ANSWER);
    return begun().chunk(frames.opening()).chunk(frames.pieces().getFirst());
  }

  private BackendException failureAfterFirstPiece() {
    try (ChatStream stream = chat().open(question(), TestingAttempt.unlimited())) {
      firstContent(stream);
      return failure(() -> drain(stream));
    }
  }

  /** Chunks with their frames as text, because arrays are not equal by content. */
  private static List<String> comparable(List<Chunk> chunks) {
    List<String> all = new ArrayList<>();
    for (Chunk chunk : chunks) {
      all.add(
          chunk
              + chunk
                  .wire()
                  .map(frame -> new String(frame.bytes(), StandardCharsets.UTF_8))
                  .orElse(""));
    }
    return all;
  }
}
