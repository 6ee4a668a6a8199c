package org.jackfield.anthropicwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Thinking.Effort;
import org.jackfield.spi.chat.Tool;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.wire.ThinkingSigner;
import org.junit.jupiter.api.Test;

/**
 * Conversations that began elsewhere, at models that think by a budget. What the API refuses there:
 * "Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a
 * final `assistant` message must start with a thinking block", and "When thinking is disabled, an
 * `assistant` message in the final position cannot contain `thinking`"
 * (https://github.com/anomalyco/opencode/issues/3077,
 * https://github.com/tailcallhq/forgecode/issues/1853).
 */
class PastThinkingTest {
  private static final Capabilities BUDGET = Capabilities.of().withTrait("thinking", "budget");
  private static final Extensions SIGNED = new ThinkingSigner("anthropic", "m").extension();
  private static final Part HM = Part.thinking("Hm.", "EqQB").withExtensions(SIGNED);
  private static final Part REDACTED =
      Part.thinking("").withExtensions(SIGNED.with("redacted_thinking", "\"EmwK\""));
  private static final Part CALL = Part.toolCall("toolu_1", "weather", "{}");
  private static final Message RESULT = Message.toolResult("toolu_1", "Rain");
  private static final String THOUGHT =
      "{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"EqQB\"}";

  private TestingAttempt attempt = TestingAttempt.unlimited();

  private static Message said(Part... parts) {
    return Message.of(Message.Role.ASSISTANT, List.of(parts));
  }

  private String written(Capabilities model, Thinking thinking, Message... turns) {
    attempt = TestingAttempt.unlimited().of(model);
    List<Message> messages = new ArrayList<>(List.of(Message.user("Riga?")));
    messages.addAll(List.of(turns));
    ChatRequest request =
        ChatRequest.builder()
            .messages(messages)
            .tools(List.of(Tool.of("weather", "", "{}")))
            .thinking(thinking)
            .build();
    byte[] json =
        new AnthropicRequestWriter(request, "claude", attempt).chat("m", extra -> 4_096 + extra);
    return new String(json, StandardCharsets.UTF_8);
  }

  private String thinking(Message... turns) {
    return written(BUDGET, Thinking.NONE.withEffort(Effort.LOW), turns);
  }

  @Test
  void results_for_a_turn_without_thinking_are_answered_without_it() {
    assertThat(thinking(said(CALL), RESULT)).doesNotContain("\"thinking\"");
    assertThat(attempt.notes()).singleElement().asString().contains("left off for this call");
    assertThat(thinking(said(Part.text("I look."), CALL), RESULT)).doesNotContain("\"thinking\"");
    assertThat(thinking(said(CALL), RESULT, Message.user("Hurry."))).doesNotContain("\"thinking\"");
    assertThat(thinking(said(Part.thinking("unsigned"), CALL), RESULT))
        .doesNotContain("\"thinking\"");
  }

  @Test
  void results_for_a_turn_that_begins_with_thinking_are_thought_about() {
    String enabled = "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":";

    assertThat(thinking(said(HM, CALL), RESULT)).contains(enabled, THOUGHT);
    assertThat(thinking(said(REDACTED, CALL), RESULT)).contains(enabled, "redacted_thinking");
    assertThat(thinking(said(HM, CALL), RESULT, said(CALL), RESULT))
        .as("models that do not think between calls think once in a turn")
        .contains(enabled, THOUGHT);
    assertThat(thinking(said(CALL), RESULT, said(Part.text("Rain.")), Message.user("And now?")))
        .as("a new turn")
        .contains(enabled);
  }

  @Test
  void a_turn_that_goes_on_without_thinking_holds_none() {
    String off = written(BUDGET, Thinking.NONE.withEffort(Effort.NONE), said(HM, CALL), RESULT);

    assertThat(off).contains("{\"type\":\"disabled\"}").doesNotContain(THOUGHT);
    assertThat(attempt.notes()).singleElement().asString().contains("was left out");
    assertThat(written(BUDGET, Thinking.NONE, said(HM, CALL), RESULT)).doesNotContain(THOUGHT);
    assertThat(
            written(BUDGET, Thinking.NONE, said(HM, Part.text("Rain.")), Message.user("And now?")))
        .as("of turns before, the API takes it")
        .contains(THOUGHT);
  }

  @Test
  void a_model_that_thinks_by_itself_keeps_its_thinking_and_needs_none() {
    Capabilities adaptive = Capabilities.of().withTrait("thinking", "adaptive");
    Thinking low = Thinking.NONE.withEffort(Effort.LOW);

    assertThat(written(adaptive, low, said(CALL), RESULT)).contains("\"type\":\"adaptive\"");
    assertThat(written(adaptive, low, said(HM, CALL), RESULT)).contains(THOUGHT);
    assertThat(attempt.notes()).isEmpty();
  }

  @Test
  void thinking_that_another_model_signed_is_left_out() {
    Part others =
        Part.thinking("Hm.", "EqQB")
            .withExtensions(new ThinkingSigner("anthropic", "other").extension());

    assertThat(thinking(said(others, CALL), RESULT)).doesNotContain("thinking");
    assertThat(attempt.notes()).first().asString().contains("another model signed");
  }

  @Test
  void the_answer_tells_who_signed_its_thinking() {
    String body =
        "{\"type\":\"message\",\"model\":\"m-2025\",\"content\":["
            + THOUGHT
            + ",{\"type\":\"redacted_thinking\",\"data\":\"EmwK\"}],\"stop_reason\":\"end_turn\"}";
    Queue<Chunk> chunks = new ArrayDeque<>();
    new AnthropicRequestWriter(
            ChatRequest.builder().message(Message.user("Hi")).build(), "claude", attempt)
        .decoder("Backend 'claude'", "m")
        .readWhole(body.getBytes(StandardCharsets.UTF_8), chunks);

    assertThat(chunks)
        .filteredOn(chunk -> ThinkingSigner.in(chunk.extensions()).isPresent())
        .extracting(Chunk::extensions)
        .containsExactly(SIGNED, REDACTED.extensions());
  }
}
