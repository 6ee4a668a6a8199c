package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.jackfield.spi.Capability;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever an answer says arrives, streamed or in one piece. */
public abstract class AnswerContract extends DialectTest {
  @Test
  void the_dialect_knows_how_answers_end() {
    List<FinishReason> known = dialect().endings().stream().map(Ending::reason).toList();

    assertThat(known).contains(FinishReason.STOP, FinishReason.LENGTH);
    assertThat(known.contains(FinishReason.TOOL_CALLS))
        .as("an ending by tool calls, as the backend declares tools")
        .isEqualTo(declares(Capability.TOOLS));
  }

  @TestFactory
  Stream<DynamicTest> an_answer_ends_for_the_reason_that_the_upstream_gives() {
    return dialect().endings().stream()
        .flatMap(
            ending ->
                Stream.concat(
                    Stream.of(ends(ending, "streamed", streamed(ending.frames()))),
                    ending.whole().stream().map(reply -> ends(ending, "whole", reply))));
  }

  private DynamicTest ends(Ending ending, String way, Reply reply) {
    return dynamicTest(
        ending + ", " + way,
        () -> {
          upstream().enqueue(reply);
          assertThat(finish(ask(chat(), question())).reason()).isEqualTo(ending.reason());
        });
  }

  @Test
  void an_answer_in_one_piece_says_what_a_stream_would() {
    Answer answer = Answer.text("It is ", "Paris.");
    replies(answer)
        .forEach(
            (way, reply) -> {
              upstream().enqueue(reply);
              List<Chunk> chunks = ask(chat(), question());

              assertThat(text(chunks)).as(way).isEqualTo(answer.joined());
              assertThat(finish(chunks).reason()).as(way).isEqualTo(FinishReason.STOP);
              assertThat(finish(chunks).usage().output()).as(way).hasValue(5);
            });
  }

  @Test
  void thinking_is_told_apart_in_one_piece_too() {
    if (!dialect().behaviours().contains(Behaviour.THINKING)) {
      return; // ChatContract proves that such a backend refuses it
    }
    Answer answer = Answer.text("Paris.").after(new Answer.Thinking("Hm, France."));
    replies(answer)
        .forEach(
            (way, reply) -> {
              upstream().enqueue(reply);
              List<Chunk> chunks = ask(chat(), question());

              assertThat(thinking(chunks)).as(way).isEqualTo("Hm, France.");
              assertThat(text(chunks)).as(way).isEqualTo("Paris.");
            });
  }

  @Test
  void log_probabilities_arrive_where_they_are_declared() {
    if (!declares(Capability.LOGPROBS)) {
      return; // RequestContract proves that such a backend refuses to ask for them
    }
    assertThat(dialect().logprobs()).as("how the upstream tells log probabilities").isPresent();
    upstream().enqueue(streamed(dialect().logprobs().orElseThrow()));

    List<Chunk> chunks = ask(chat(), RequestCase.LOGPROBS.request());

    assertThat(text(chunks)).isEqualTo("Yes");
    assertThat(chunks)
        .filteredOn(chunk -> chunk instanceof Chunk.Other other && other.kind().equals("logprobs"))
        .singleElement()
        .satisfies(
            chunk -> {
              Json told = Json.parse(chunk.extensions().json("logprobs").orElseThrow());
              assertThat(told.at("/content/0/token").text()).isEqualTo("Yes");
              assertThat(told.at("/content/0/logprob")).isEqualTo(Json.parse("-0.25"));
            });
  }

  private static String thinking(List<Chunk> chunks) {
    StringBuilder all = new StringBuilder();
    for (Chunk chunk : chunks) {
      if (chunk instanceof Chunk.Thinking thinking) {
        all.append(thinking.text());
      }
    }
    return all.toString();
  }
}
