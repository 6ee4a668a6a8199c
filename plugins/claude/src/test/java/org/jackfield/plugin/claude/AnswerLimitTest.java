package org.jackfield.plugin.claude;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.TestingAttempt;
import org.junit.jupiter.api.Test;

/** How long an answer may be whose request does not say. */
class AnswerLimitTest {
  private static final ChatRequest HELLO =
      ChatRequest.builder().message(Message.user("Hello")).build();
  private static final Capabilities MODEL =
      Capabilities.of().withContext(200_000).withMaxOutput(64_000);

  private static int limit(OptionalInt set, ChatRequest request, Capabilities model) {
    return new AnswerLimit(set).of(request, 0, TestingAttempt.unlimited().of(model));
  }

  @Test
  void an_answer_may_be_as_long_as_the_model_makes_them() {
    assertThat(limit(OptionalInt.empty(), HELLO, MODEL)).isEqualTo(64_000);
  }

  @Test
  void a_model_of_which_nothing_is_known_gives_what_every_model_does() {
    assertThat(limit(OptionalInt.empty(), HELLO, Capabilities.of())).isEqualTo(4_096);
  }

  @Test
  void a_long_prompt_leaves_less_room_but_never_none() {
    ChatRequest long150 =
        ChatRequest.builder().message(Message.user("four".repeat(150_000))).build();
    ChatRequest long250 =
        ChatRequest.builder().message(Message.user("four".repeat(250_000))).build();

    assertThat(limit(OptionalInt.empty(), long150, MODEL)).isBetween(49_000, 50_000);
    assertThat(limit(OptionalInt.empty(), long250, MODEL)).isEqualTo(4_096);
  }

  @Test
  void what_the_backend_sets_holds_up_to_what_the_model_gives() {
    assertThat(limit(OptionalInt.of(1_000), HELLO, MODEL)).isEqualTo(1_000);
    assertThat(limit(OptionalInt.of(100_000), HELLO, MODEL)).isEqualTo(64_000);
    assertThat(limit(OptionalInt.of(100_000), HELLO, Capabilities.of())).isEqualTo(100_000);
  }

  @Test
  void thinking_has_room_beyond_what_the_backend_sets_or_every_model_gives() {
    TestingAttempt known = TestingAttempt.unlimited().of(MODEL);
    TestingAttempt unknown = TestingAttempt.unlimited();

    assertThat(new AnswerLimit(OptionalInt.of(1_000)).of(HELLO, 8_192, known)).isEqualTo(9_192);
    assertThat(new AnswerLimit(OptionalInt.of(60_000)).of(HELLO, 8_192, known)).isEqualTo(64_000);
    assertThat(new AnswerLimit(OptionalInt.empty()).of(HELLO, 8_192, unknown)).isEqualTo(12_288);
  }
}
