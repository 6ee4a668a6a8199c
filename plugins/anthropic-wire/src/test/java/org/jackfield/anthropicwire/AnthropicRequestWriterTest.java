package org.jackfield.anthropicwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.testkit.TestingAttempt;
import org.junit.jupiter.api.Test;

/**
 * Requests as the API's reference writes them: https://platform.claude.com/docs/en/api/messages.
 */
class AnthropicRequestWriterTest {
  private final TestingAttempt attempt = TestingAttempt.unlimited();

  @Test
  void a_plain_question_has_its_required_fields_and_no_others() {
    assertThat(written(ChatRequest.builder().message(Message.user("Hello"))))
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"Hello\"}]}],"
                + "\"max_tokens\":4096,\"stream\":true}");
  }

  @Test
  void limits_sampling_and_stop_sequences_have_the_apis_names() {
    String json =
        written(
            ChatRequest.builder()
                .message(Message.user("Hello"))
                .limits(Limits.NONE.withMaxOutputTokens(9).withStop(List.of("END", "\n")))
                .sampling(Sampling.NONE.withTemperature(0.5).withTopP(0.9).withTopK(40)));

    assertThat(json)
        .contains("\"max_tokens\":9")
        .contains("\"stop_sequences\":[\"END\",\"\\n\"]")
        .contains("\"temperature\":0.5,\"top_p\":0.9,\"top_k\":40");
  }

  @Test
  void a_model_that_takes_one_way_of_sampling_gets_the_temperature_and_top_p_is_noted() {
    attempt.of(Capabilities.of().withTrait("sampling", "one"));
    Sampling both = Sampling.NONE.withTemperature(0.5).withTopP(0.9).withTopK(40);
    ChatRequest.Builder request = ChatRequest.builder().message(Message.user("Hello"));

    assertThat(written(request.sampling(both)))
        .contains("\"temperature\":0.5,\"top_k\":40")
        .doesNotContain("top_p");
    assertThat(attempt.notes())
        .containsExactly("top_p was left out: the model takes it only without a temperature");
    assertThat(written(request.sampling(Sampling.NONE.withTopP(0.9)))).contains("\"top_p\":0.9");
    assertThat(attempt.notes()).hasSize(1);
  }

  @Test
  void instructions_are_apart_and_moved_ones_are_noted() {
    String one =
        written(
            ChatRequest.builder()
                .message(Message.system("Be brief."))
                .message(Message.user("Hello")));
    assertThat(one).contains("\"system\":\"Be brief.\"");
    assertThat(attempt.notes()).isEmpty();

    String two =
        written(
            ChatRequest.builder()
                .message(Message.system("Be brief."))
                .message(Message.user("Hello"))
                .message(Message.system("Now be long.")));
    assertThat(two)
        .contains(
            "\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\"},"
                + "{\"type\":\"text\",\"text\":\"Now be long.\"}]");
    assertThat(attempt.notes()).hasSize(1);
  }

  @Test
  void a_tool_round_trip_keeps_calls_and_puts_all_results_into_one_turn() {
    String json =
        written(
            ChatRequest.builder()
                .tools(List.of(Tool.of("f", "does f", "{\"type\":\"object\"}").withStrict()))
                .toolChoice(ToolChoice.named("f"))
                .message(Message.user("Go"))
                .message(
                    Message.of(
                        Message.Role.ASSISTANT,
                        List.of(
                            Part.thinking("hm", "sig"),
                            Part.text("I call."),
                            Part.toolCall("call/1", "f", "{\"a\": 1}"),
                            Part.toolCall("call2", "f", ""))))
                .message(Message.toolResult("call/1", "one"))
                .message(
                    Message.of(
                        Message.Role.TOOL,
                        List.of(Part.toolResult("call2", List.of(Part.text("broke")), true))))
                .message(Message.user("And?")));

    assertThat(json)
        .contains(
            "\"tools\":[{\"name\":\"f\",\"description\":\"does f\","
                + "\"input_schema\":{\"type\":\"object\"},\"strict\":true}]")
        .contains("\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}")
        .contains(
            "{\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"sig\"},"
                + "{\"type\":\"text\",\"text\":\"I call.\"},"
                + "{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"f\",\"input\":{\"a\": 1}},"
                + "{\"type\":\"tool_use\",\"id\":\"call2\",\"name\":\"f\",\"input\":{}}]}")
        .contains(
            "{\"role\":\"user\",\"content\":["
                + "{\"type\":\"tool_result\",\"tool_use_id\":\"call_1\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"one\"}]},"
                + "{\"type\":\"tool_result\",\"tool_use_id\":\"call2\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"broke\"}],\"is_error\":true},"
                + "{\"type\":\"text\",\"text\":\"And?\"}]}");
  }

  @Test
  void the_choice_of_a_tool_is_written_in_the_apis_words() {
    assertThat(chosen(ToolChoice.auto(), Extensions.NONE)).doesNotContain("tool_choice");
    assertThat(chosen(ToolChoice.none(), Extensions.NONE))
        .contains("\"tool_choice\":{\"type\":\"none\"}");
    assertThat(chosen(ToolChoice.required(), Extensions.NONE))
        .contains("\"tool_choice\":{\"type\":\"any\"}");
    assertThat(chosen(ToolChoice.auto(), Extensions.of(Map.of("parallel_tool_calls", "false"))))
        .contains("\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
  }

  private String chosen(ToolChoice choice, Extensions extensions) {
    return written(
        ChatRequest.builder()
            .message(Message.user("Go"))
            .tools(List.of(Tool.of("f", "", "{}")))
            .toolChoice(choice)
            .extensions(extensions));
  }

  @Test
  void a_cache_marker_is_written_where_it_was_whoever_sent_it() {
    Extensions mark = Extensions.NONE.with("cache_control", "{\"type\":\"ephemeral\"}");
    ChatRequest.Builder marked =
        ChatRequest.builder()
            .message(Message.system("Be brief.").withExtensions(mark))
            .message(
                Message.of(
                    Message.Role.USER,
                    List.of(Part.text("A long book.").withExtensions(mark), Part.text("Well?"))))
            .tools(List.of(Tool.of("f", "", "{}").withExtensions(mark)));

    String json = written(marked);
    byte[] received =
        new AnthropicRequestWriter(OtherWire.request(marked), "claude", attempt)
            .chat("m", thinking -> 9);

    assertThat(json)
        .contains(
            "\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\","
                + "\"cache_control\":{\"type\":\"ephemeral\"}}]")
        .contains(
            "{\"type\":\"text\",\"text\":\"A long book.\","
                + "\"cache_control\":{\"type\":\"ephemeral\"}},{\"type\":\"text\",\"text\":\"Well?\"}")
        .contains("\"input_schema\":{},\"cache_control\":{\"type\":\"ephemeral\"}}]");
    assertThat(new String(received, StandardCharsets.UTF_8))
        .isEqualTo(json.replace("\"max_tokens\":4096", "\"max_tokens\":9"));
  }

  @Test
  void what_another_protocol_has_beside_a_message_is_noted_or_refused() {
    Message user = Message.user("Go");
    Extensions name = Extensions.NONE.with("name", "\"anna\"");
    ChatRequest named = OtherWire.request(ChatRequest.builder().message(user.withExtensions(name)));
    ChatRequest odd =
        OtherWire.request(
            ChatRequest.builder().message(user.withExtensions(Extensions.NONE.with("x", "1"))));

    assertThat(
            new String(
                new AnthropicRequestWriter(named, "claude", attempt).count("m"),
                StandardCharsets.UTF_8))
        .doesNotContain("anna");
    assertThat(attempt.notes()).anyMatch(note -> note.contains("'messages[0].name'"));
    assertThatThrownBy(() -> new AnthropicRequestWriter(odd, "claude", attempt))
        .hasMessageContaining("'messages[0].x'");
  }

  /** A request that came in another protocol. */
  private record OtherWire(ChatRequest.Builder decode) implements WireBody {
    static ChatRequest request(ChatRequest.Builder content) {
      return ChatRequest.received(new OtherWire(content), "m", ChatRequest.Delivery.STREAM);
    }

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

  @Test
  void images_and_documents_are_sources() {
    byte[] bytes = {1, 2, 3};
    String json =
        written(
            ChatRequest.builder()
                .message(
                    Message.of(
                        Message.Role.USER,
                        List.of(
                            Part.image(Media.inline("image/png", bytes)),
                            Part.image(Media.remote(URI.create("https://x.test/a.png"))),
                            Part.document(Media.inline("application/pdf", bytes), "a.pdf"),
                            Part.document(
                                Media.inline("text/plain", "hi".getBytes(StandardCharsets.UTF_8)),
                                "")))));

    assertThat(json)
        .contains(
            "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\","
                + "\"data\":\"AQID\"}}")
        .contains(
            "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x.test/a.png\"}}")
        .contains(
            "{\"type\":\"document\",\"source\":{\"type\":\"base64\","
                + "\"media_type\":\"application/pdf\",\"data\":\"AQID\"},\"title\":\"a.pdf\"}")
        .contains(
            "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\","
                + "\"data\":\"hi\"}}");
  }

  @Test
  void thinking_goes_back_as_it_came_and_without_a_signature_not_at_all() {
    String json =
        written(
            ChatRequest.builder()
                .message(Message.user("Go"))
                .message(
                    Message.of(
                        Message.Role.ASSISTANT,
                        List.of(
                            Part.thinking("")
                                .withExtensions(
                                    Extensions.NONE.with(AnthropicDecoder.REDACTED, "\"EmwK\"")),
                            Part.thinking("unsigned"),
                            Part.text("Done.")))));

    assertThat(json)
        .contains("{\"type\":\"redacted_thinking\",\"data\":\"EmwK\"}")
        .doesNotContain("unsigned");
    assertThat(attempt.notes()).hasSize(1);
  }

  @Test
  void a_schema_is_the_output_format() {
    assertThat(
            written(
                ChatRequest.builder()
                    .message(Message.user("Go"))
                    .responseFormat(ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}", true))))
        .contains(
            "\"output_config\":{\"format\":{\"type\":\"json_schema\","
                + "\"schema\":{\"type\":\"object\"}}}");
  }

  @Test
  void fields_set_in_java_are_the_apis_own_but_none_twice() {
    ChatRequest.Builder request = ChatRequest.builder().message(Message.user("Go"));

    assertThat(
            written(
                request.extensions(
                    Extensions.of(Map.of("thinking", "{\"type\":\"adaptive\"}", "x", "null")))))
        .contains("\"thinking\":{\"type\":\"adaptive\"}")
        .doesNotContain("null");
    refused(
        request.extensions(Extensions.of(Map.of("max_tokens", "5"))), ErrorCode.INVALID_REQUEST);
    refused(request.extensions(Extensions.of(Map.of("x", "{broken"))), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void what_the_api_cannot_say_is_refused() {
    ChatRequest.Builder go = ChatRequest.builder().message(Message.user("Go"));
    refused(go.sampling(Sampling.NONE.withTemperature(1.5)), ErrorCode.UNSUPPORTED);
    Part page = Part.image(Media.inline("text/html", new byte[] {1}));
    refused(
        ChatRequest.builder().message(Message.of(Message.Role.USER, List.of(page))),
        ErrorCode.UNSUPPORTED);
    refused(
        ChatRequest.builder()
            .message(
                Message.of(Message.Role.ASSISTANT, List.of(Part.toolCall("c", "f", "\"Paris\"")))),
        ErrorCode.INVALID_REQUEST);
    refused(
        ChatRequest.builder()
            .message(Message.of(Message.Role.USER, List.of(Part.toolCall("c", "f", "{}")))),
        ErrorCode.INVALID_REQUEST);
    refused(
        ChatRequest.builder().message(Message.user("Go")).responseFormat(ResponseFormat.json()),
        ErrorCode.UNSUPPORTED);
  }

  private void refused(ChatRequest.Builder request, ErrorCode code) {
    assertThatThrownBy(() -> written(request))
        .isInstanceOfSatisfying(
            BackendException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  private String written(ChatRequest.Builder request) {
    byte[] json =
        new AnthropicRequestWriter(request.build(), "claude", attempt)
            .chat("m", thinking -> 4096 + thinking);
    return new String(json, StandardCharsets.UTF_8);
  }
}
