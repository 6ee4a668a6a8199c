package org.jackfield.plugin.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Usage;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.junit.jupiter.api.Test;

class EchoBackendTest {
  private static final ChatRequest REQUEST =
      ChatRequest.builder()
          .message(Message.system("Be brief."))
          .message(Message.user("Why?"))
          .message(Message.assistant("Because."))
          .message(Message.user("Why is the sky  blue?\n"))
          .build();

  private static Backend backend(Map<String, String> settings) {
    EchoFactory factory = new EchoFactory();
    return factory.create(TestingContext.of(factory, settings));
  }

  private static List<Chunk> answer(Map<String, String> settings, ChatRequest request) {
    Chat chat = backend(settings).operation(Chat.class).orElseThrow();
    List<Chunk> chunks = new ArrayList<>();
    try (ChatStream stream = chat.open(request, TestingAttempt.unlimited())) {
      do {
        chunks.add(stream.next());
      } while (!(chunks.getLast() instanceof Chunk.Finish));
    }
    return chunks;
  }

  private static Stream<String> words(List<Chunk> chunks) {
    return chunks.stream()
        .filter(Chunk.Text.class::isInstance)
        .map(chunk -> ((Chunk.Text) chunk).text());
  }

  @Test
  void it_answers_with_the_last_question_word_by_word() {
    List<Chunk> chunks = answer(Map.of(), REQUEST);

    assertThat(chunks.getFirst()).isEqualTo(Chunk.start("echo", ""));
    assertThat(words(chunks)).containsExactly("Why ", "is ", "the ", "sky  ", "blue?\n");
    assertThat(chunks.getLast()).isEqualTo(Chunk.finish(FinishReason.STOP, Usage.estimated(9, 5)));
  }

  @Test
  void it_answers_with_the_configured_text() {
    assertThat(words(answer(Map.of("reply", "Ask me tomorrow."), REQUEST)))
        .containsExactly("Ask ", "me ", "tomorrow.");
  }

  @Test
  void nothing_asked_is_nothing_answered() {
    ChatRequest empty = REQUEST.withMessages(List.of(Message.system("Be brief.")));

    assertThat(answer(Map.of(), empty)).hasSize(2);
  }

  @Test
  void it_obeys_the_token_limit() {
    List<Chunk> chunks = answer(Map.of(), REQUEST.withLimits(Limits.NONE.withMaxOutputTokens(2)));

    assertThat(words(chunks)).containsExactly("Why ", "is ");
    assertThat(chunks.getLast())
        .isEqualTo(Chunk.finish(FinishReason.LENGTH, Usage.estimated(9, 2)));
  }

  @Test
  void it_obeys_stop_sequences() {
    List<Chunk> chunks =
        answer(Map.of(), REQUEST.withLimits(Limits.NONE.withStop(List.of("blue", "sky", "no"))));

    assertThat(words(chunks)).containsExactly("Why ", "is ", "the ");
    assertThat(((Chunk.Finish) chunks.getLast()).reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void several_choices_are_refused_and_not_answered_with_one() {
    ChatRequest two = asking(Map.of("n", "2"));

    assertThatThrownBy(() -> answer(Map.of(), two))
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED);
              assertThat(e.message()).contains("'n'");
            });
    assertThat(words(answer(Map.of(), asking(Map.of("n", "1"))))).containsExactly("Why?");
  }

  @Test
  void a_number_out_of_range_is_refused_with_its_value() {
    ChatRequest hot = REQUEST.withSampling(Sampling.NONE.withTemperature(3));
    ChatRequest nothing = REQUEST.withLimits(Limits.NONE.withMaxOutputTokens(0));

    for (ChatRequest wrong : List.of(hot, nothing)) {
      assertThatThrownBy(() -> answer(Map.of(), wrong))
          .isInstanceOfSatisfying(
              BackendException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                assertThat(e.message())
                    .containsAnyOf("'temperature' is 3.0", "'max_output_tokens' is 0");
              });
    }
  }

  private static ChatRequest asking(Map<String, String> fields) {
    return ChatRequest.builder()
        .message(Message.user("Why?"))
        .extensions(Extensions.of(fields))
        .build();
  }

  @Test
  void it_fails_at_once_when_told_to() {
    Map<String, String> settings = Map.of("fail", "rate_limited");

    assertThatThrownBy(() -> answer(settings, REQUEST))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    assertThat(backend(settings).probe(TestingAttempt.unlimited()).state())
        .isEqualTo(Health.State.DOWN);
  }

  @Test
  void it_fails_after_some_words_when_told_to() {
    Chat chat =
        backend(Map.of("fail", "unavailable", "fail_after", "2"))
            .operation(Chat.class)
            .orElseThrow();
    try (ChatStream stream = chat.open(REQUEST, TestingAttempt.unlimited())) {
      assertThat(List.of(stream.next(), stream.next(), stream.next()))
          .containsExactly(Chunk.start("echo", ""), Chunk.text(0, "Why "), Chunk.text(0, "is "));
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
  }

  @Test
  void an_interrupted_reader_is_cancelled_and_stays_interrupted() {
    Chat chat = backend(Map.of("chunk_delay", "1h")).operation(Chat.class).orElseThrow();
    try (ChatStream stream = chat.open(REQUEST, TestingAttempt.unlimited())) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
