package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.Reply;
import org.jackfield.engine.ReplyStream;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Usage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A conversation with signed thinking in it that goes on with the same model, or with another. */
@Timeout(60)
class BoundThinkingTest {
  private static final Part SIGNED = Part.thinking("Hm.", "signature");
  private static final Part OPEN = Part.thinking("Hm, aloud.");
  private static final Part REDACTED =
      new Part.Thinking("", java.util.Optional.empty(), Extensions.NONE.with("redacted", "\"x\""));

  private final TestingEngine engine = new TestingEngine();
  private final TestingBackend first = new TestingBackend();
  private final TestingBackend second = new TestingBackend();

  @BeforeEach
  void configure() {
    engine.with("a", first).with("b", second.thenSays("b"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Message said(Part... parts) {
    return Message.of(Message.Role.ASSISTANT, List.of(parts));
  }

  private static ChatRequest conversation(Message... answers) {
    ChatRequest.Builder request = ChatRequest.builder().message(Message.user("One?"));
    for (Message answer : answers) {
      request = request.message(answer).message(Message.user("And?"));
    }
    return request.build();
  }

  /** What an answer of the conversation was sent as. */
  private static List<Part> sent(TestingBackend backend, int answer) {
    return backend.requests.getLast().messages().get(1 + 2 * answer).parts();
  }

  private ReplyStream ask(ChatRequest request) {
    ReplyStream reply = engine.stream(request, CallOptions.NONE);
    TestingEngine.text(reply);
    return reply;
  }

  @Test
  void an_answer_as_a_turn_knows_who_wrote_it() {
    first.then(
        (request, attempt) ->
            TestingBackend.of(
                List.of(
                    Chunk.start("dated-name-of-the-upstream", "1"),
                    Chunk.text(0, "Yes."),
                    Chunk.finish(FinishReason.STOP, Usage.UNKNOWN))));

    Reply reply = new Collector(0).collect(engine.stream("One?"));

    assertThat(reply.message().origin()).contains("testing:model-of-a");
    assertThat(reply.message().role()).isEqualTo(Message.Role.ASSISTANT);
    assertThat(reply.message().text()).isEqualTo("Yes.");
  }

  @Test
  void its_own_model_gets_its_thinking_back() {
    first.thenSays("a");

    ReplyStream reply =
        ask(
            conversation(
                said(SIGNED, Part.text("Yes.")).withOrigin("testing:model-of-a"),
                said(REDACTED, Part.text("No."))));

    assertThat(sent(first, 0)).hasSize(2);
    assertThat(sent(first, 1)).hasSize(2);
    assertThat(reply.notes()).isEmpty();
  }

  @Test
  void another_model_does_not_see_it_and_the_answer_says_so() {
    first.thenSays("a");

    ReplyStream reply =
        ask(
            conversation(
                said(SIGNED, OPEN, Part.text("Yes.")).withOrigin("claude:m"),
                said(REDACTED, Part.text("No.")).withOrigin("testing:model-of-a")));

    assertThat(sent(first, 0)).containsExactly(OPEN, Part.text("Yes."));
    assertThat(sent(first, 1)).hasSize(2);
    assertThat(reply.notes())
        .containsExactly(
            "signed thinking of claude:m was left out:"
                + " only the model that signed it takes it back");
  }

  @Test
  void a_fallback_in_mid_conversation_leaves_behind_what_the_first_one_wrote() {
    first.thenFails(ErrorCode.OVERLOADED);

    ReplyStream reply =
        ask(
            conversation(
                said(SIGNED, Part.text("Yes.")).withOrigin("testing:model-of-a"),
                said(SIGNED, Part.text("Perhaps.")),
                said(SIGNED)));

    assertThat(sent(first, 0)).hasSize(2);
    assertThat(sent(first, 1)).hasSize(2);
    assertThat(sent(second, 0)).containsExactly(Part.text("Yes."));
    assertThat(sent(second, 1)).containsExactly(Part.text("Perhaps."));
    assertThat(second.requests.getLast().messages()).hasSize(6);
    assertThat(reply.backend()).isEqualTo("b");
    assertThat(reply.notes())
        .containsExactly(
            "signed thinking of another model, testing:model-of-a was left out:"
                + " only the model that signed it takes it back");
  }
}
