package org.jackfield.plugin.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.testkit.TestingAttempt;
import org.junit.jupiter.api.Test;

/** Requests that came in another protocol, with fields that the canonical model has no word for. */
class ForeignRequestTest {
  private final TestingAttempt attempt = TestingAttempt.unlimited();

  @Test
  void signatures_log_probabilities_and_cached_content_are_carried() {
    String json =
        written(
            called(ThoughtSignature.extension("QQ=="))
                .extensions(
                    Extensions.NONE
                        .with("logprobs", "true")
                        .with("cachedContent", "\"cachedContents/1\"")));

    assertThat(json)
        .contains("\"thoughtSignature\":\"QQ==\"")
        .contains("\"responseLogprobs\":true")
        .contains("\"cachedContent\":\"cachedContents/1\"");
    assertThat(attempt.notes()).isEmpty();
  }

  @Test
  void fields_that_advise_are_noted_and_others_refused() {
    String json =
        written(
            called(ThoughtSignature.extension("QQ=="))
                .extensions(
                    Extensions.NONE
                        .with("user", "\"u\"")
                        .with("parallel_tool_calls", "false")
                        .with("n", "1")));

    assertThat(json).doesNotContain("\"user\":", "parallel", "\"n\"");
    assertThat(attempt.notes())
        .hasSize(2)
        .anyMatch(note -> note.contains("'user'"))
        .anyMatch(note -> note.contains("'parallel_tool_calls'"));
    assertThatThrownBy(
            () ->
                written(
                    called(Extensions.NONE)
                        .extensions(Extensions.NONE.with("safetySettings", "[{}]"))))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("'safetySettings'");
  }

  @Test
  void an_image_of_a_type_that_the_api_does_not_take_is_refused() {
    Part page = Part.image(Media.inline("text/html", new byte[] {1}));

    assertThatThrownBy(
            () ->
                written(
                    ChatRequest.builder().message(Message.of(Message.Role.USER, List.of(page)))))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("'text/html'");
  }

  private static ChatRequest.Builder called(Extensions ofCall) {
    Part call = Part.toolCall("a", "f", "{}").withExtensions(ofCall);
    return ChatRequest.builder()
        .message(Message.user("Hi"))
        .message(Message.of(Message.Role.ASSISTANT, List.of(call)))
        .message(Message.toolResult("a", "ok"));
  }

  private String written(ChatRequest.Builder content) {
    ChatRequest request =
        ChatRequest.received(new OtherWire(content), "m", ChatRequest.Delivery.STREAM);
    return new String(new GeminiRequest(request, "gemini", attempt).chat(), StandardCharsets.UTF_8);
  }

  private record OtherWire(ChatRequest.Builder decode) implements WireBody {
    @Override
    public Protocol protocol() {
      return Protocol.OPENAI_CHAT;
    }

    @Override
    public byte[] bytes() {
      return new byte[0];
    }

    @Override
    public WireBody with(String field, String json) {
      return this;
    }

    @Override
    public WireBody without(String field) {
      return this;
    }

    @Override
    public WireBody apply(ChatRequest changed, Set<ChatRequest.Field> touched) {
      return this;
    }
  }
}
