package org.jackfield.anthropicwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Tool;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.wire.AnswerDecoder;
import org.junit.jupiter.api.Test;

/** A schema by a tool that must be called, for models that know no output format. */
class SchemaToolTest {
  private static final Capabilities BY_TOOL =
      Capabilities.of(Capability.TOOLS).withTrait("schema", "tool");

  @Test
  void the_arguments_of_the_tool_are_the_text_of_the_answer() {
    ArrayDeque<Chunk> out = new ArrayDeque<>();
    byte[] answer =
        ("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
                + "\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"a_person\","
                + "\"input\":{\"name\":\"Ada\"}}],"
                + "\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}")
            .getBytes(StandardCharsets.UTF_8);
    AnswerDecoder decoder = writer(person().build(), BY_TOOL).decoder("Backend 'c'", "m");

    decoder.readWhole(answer, out);

    assertThat(out).noneMatch(chunk -> chunk instanceof Chunk.ToolCallStart);
    StringBuilder text = new StringBuilder();
    out.forEach(chunk -> text.append(chunk instanceof Chunk.Text piece ? piece.text() : ""));
    assertThat(text.toString()).isEqualTo("{\"name\":\"Ada\"}");
    Chunk.Finish finish = (Chunk.Finish) out.getLast();
    assertThat(finish.reason()).isEqualTo(FinishReason.STOP);
    assertThat(finish.usage().output()).hasValue(2);
  }

  @Test
  void the_tool_is_named_like_the_schema_as_far_as_a_name_may_be() {
    ChatRequest named =
        person()
            .responseFormat(
                ResponseFormat.jsonSchema("a person ".repeat(10), "{\"type\":\"object\"}", true))
            .build();
    Tool tool =
        SchemaTool.of(named, "claude", TestingAttempt.unlimited().of(BY_TOOL)).orElseThrow();

    assertThat(tool.name()).hasSize(64).startsWith("a_person_a_person_");
  }

  @Test
  void what_cannot_stand_beside_it_is_refused() {
    refused(person().tools(List.of(Tool.of("f", "", "{}"))), BY_TOOL, "only without tools");
    refused(person().thinking(Thinking.NONE.withBudget(2048)), BY_TOOL, "only without thinking");
    refused(
        person().responseFormat(ResponseFormat.jsonSchema("l", "{\"type\":\"array\"}", true)),
        BY_TOOL,
        "only for an object");
    refused(person(), Capabilities.of(Capability.TOOLS), "follows no JSON Schema");
  }

  private static ChatRequest.Builder person() {
    return ChatRequest.builder()
        .message(Message.user("Give one person."))
        .responseFormat(ResponseFormat.jsonSchema("a person", "{\"type\":\"object\"}", true));
  }

  private static AnthropicRequestWriter writer(ChatRequest request, Capabilities model) {
    return new AnthropicRequestWriter(request, "claude", TestingAttempt.unlimited().of(model));
  }

  private static void refused(ChatRequest.Builder request, Capabilities model, String reason) {
    assertThatThrownBy(() -> writer(request.build(), model))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
              assertThat(error.message()).contains("'claude'").contains(reason);
            });
  }
}
