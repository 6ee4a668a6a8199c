package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Deadline;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Tool;
import org.junit.jupiter.api.Test;

class ForeignFieldsTest {
  private final List<String> notes = new ArrayList<>();

  private final Attempt attempt =
      new Attempt() {
        @Override
        public Deadline deadline() {
          return Deadline.NONE;
        }

        @Override
        public boolean cancelled() {
          return false;
        }

        @Override
        public void onCancel(Runnable action) {}

        @Override
        public void note(String remark) {
          notes.add(remark);
        }
      };

  @Test
  void a_field_that_only_advises_is_noted() {
    settle(Map.of("user", "\"u1\""), Set.of());
    settle(Map.of("stream_options.name", "\"anna\""), Set.of());

    assertThat(notes).hasSize(2);
    assertThat(notes.getFirst()).contains("'user'").contains("'b'");
    assertThat(notes.getLast()).contains("'stream_options.name'");
  }

  @Test
  void a_field_that_changes_the_answer_is_refused_by_name() {
    assertThatThrownBy(() -> settle(Map.of("logit_bias", "{\"1\":5}"), Set.of()))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("'logit_bias'");
    assertThatThrownBy(() -> settle(Map.of("tools[1]", "{}"), Set.of()))
        .hasMessageContaining("tools[1]");
    assertThatThrownBy(() -> settle(Map.of("n", "2"), Set.of())).hasMessageContaining("'n'");
  }

  @Test
  void a_field_that_asks_for_what_happens_anyway_is_left_out() {
    assertThatCode(
            () ->
                settle(
                    Map.of(
                        "n",
                        "1",
                        "logprobs",
                        "false",
                        "logit_bias",
                        "{}",
                        "modalities",
                        "[\"text\"]"),
                    Set.of()))
        .doesNotThrowAnyException();
    assertThat(notes).isEmpty();
  }

  @Test
  void a_field_that_the_backend_knows_is_its_own_business() {
    settle(Map.of("reasoning_effort", "\"low\""), Set.of("reasoning_effort"));

    assertThat(notes).isEmpty();
  }

  @Test
  void a_field_deep_inside_is_noted_by_its_path_and_left_out() {
    Extensions mark = Extensions.NONE.with("cache_control", "{}");
    Part result = Part.toolResult("c", List.of(Part.text("ok").withExtensions(mark)), false);
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.user("Hi").withExtensions(Extensions.NONE.with("name", "\"anna\"")))
            .message(
                Message.of(
                    Message.Role.ASSISTANT,
                    List.of(
                        Part.text("Wait.").withExtensions(mark),
                        Part.toolCall("c", "f", "{}")
                            .withExtensions(Extensions.NONE.with("extra_content", "{}")))))
            .message(Message.of(Message.Role.TOOL, List.of(result)))
            .tools(List.of(Tool.of("f", "", "{}").withExtensions(mark)))
            .build();

    ChatRequest settled = ForeignFields.settle(request, Set.of(), "b", attempt);

    assertThat(notes)
        .extracting(note -> note.replaceAll(".*takes no '(.*)'.*", "$1"))
        .containsExactly(
            "messages[0].name",
            "messages[1].content[0].cache_control",
            "messages[1].tool_calls[0].extra_content",
            "messages[2].content[0].content[0].cache_control",
            "tools[0].cache_control");
    assertThat(settled.messages().getFirst()).isEqualTo(Message.user("Hi"));
    assertThat(settled.tools()).containsExactly(Tool.of("f", "", "{}"));
    assertThat(ForeignFields.settle(request, Set.of("cache_control"), "b", attempt).tools())
        .isEqualTo(request.tools());
  }

  @Test
  void a_signature_is_for_the_backend_that_knows_who_signed() {
    Part signed =
        Part.thinking("Hm.", "EqQB")
            .withExtensions(new ThinkingSigner("anthropic", "claude-x").extension());
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.of(Message.Role.ASSISTANT, List.of(signed)))
            .message(Message.user("And?"))
            .build();

    ChatRequest settled = ForeignFields.settle(request, Set.of(), "b", attempt);

    assertThat(settled.messages().getFirst().parts()).containsExactly(Part.thinking("Hm."));
    assertThat(notes).singleElement().asString().contains("no signature of 'claude-x'");
    assertThat(ForeignFields.settle(request, Set.of("signed_by"), "b", attempt).messages())
        .isEqualTo(request.messages());
  }

  @Test
  void a_field_deep_inside_that_changes_the_answer_is_refused_by_its_path() {
    Message odd = Message.user("Hi").withExtensions(Extensions.NONE.with("weight", "2"));
    ChatRequest request = ChatRequest.builder().message(odd).build();

    assertThatThrownBy(() -> ForeignFields.settle(request, Set.of(), "b", attempt))
        .hasMessageContaining("'messages[0].weight'");
  }

  @Test
  void a_request_without_such_fields_is_left_as_it_is() {
    ChatRequest request = ChatRequest.builder().message(Message.user("Hi")).build();

    assertThat(ForeignFields.settle(request, Set.of(), "b", attempt)).isSameAs(request);
  }

  private void settle(Map<String, String> fields, Set<String> known) {
    ForeignFields.settle(
        ChatRequest.builder().message(Message.user("Hi")).extensions(Extensions.of(fields)).build(),
        known,
        "b",
        attempt);
  }
}
