package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.junit.jupiter.api.Test;

/** Requests as the API reference writes them, and back again. */
class RequestWriterTest {
  private static final OpenAiEndpoint SERVER =
      OpenAiEndpoint.of("x", URI.create("http://localhost/v1"), "m");

  private final List<String> notes = new ArrayList<>();

  @Test
  void a_plain_question_has_its_required_fields_and_no_others() {
    assertThat(written(ChatRequest.builder().message(Message.user("Hello \"you\"")), false))
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello \\\"you\\\"\"}]}");
  }

  @Test
  void a_full_request_is_written_as_the_reference_has_it() {
    assertThat(written(full(), true))
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":["
                + "{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"What is this?\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AQID\"}},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.test/a.png\"}},"
                + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AQID\",\"format\":\"mp3\"}},"
                + "{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\","
                + "\"file_data\":\"data:application/pdf;base64,AQID\"}}]},"
                + "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"ok\"},"
                + "{\"role\":\"assistant\",\"content\":\"It is.\",\"refusal\":\"But no.\"}],"
                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
                + "\"description\":\"does f\",\"parameters\":{\"type\":\"object\"},"
                + "\"strict\":true}}],"
                + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}},"
                + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\","
                + "\"schema\":{\"type\":\"object\"},\"strict\":true}},"
                + "\"temperature\":0.5,\"top_p\":1,\"seed\":7,\"presence_penalty\":0.25,"
                + "\"frequency_penalty\":-0.5,\"top_k\":40,\"min_p\":0.05,"
                + "\"repetition_penalty\":1.1,\"repeat_penalty\":1.1,"
                + "\"max_tokens\":99,\"stop\":[\"END\"],"
                + "\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"logit_bias\":{\"1\":2}}");
    assertThat(notes).isEmpty();
  }

  private static ChatRequest.Builder full() {
    byte[] bytes = {1, 2, 3};
    return ChatRequest.builder()
        .message(Message.system("Be brief."))
        .message(
            Message.of(
                Message.Role.USER,
                List.of(
                    Part.text("What is this?"),
                    Part.image(Media.inline("image/png", bytes)),
                    Part.image(Media.remote(URI.create("https://x.test/a.png"))),
                    Part.audio(Media.inline("audio/mpeg", bytes)),
                    Part.document(Media.inline("application/pdf", bytes), "a.pdf"))))
        .message(Message.of(Message.Role.ASSISTANT, List.of(Part.toolCall("c1", "f", "{\"a\":1}"))))
        .message(Message.toolResult("c1", "ok"))
        .message(
            Message.of(
                Message.Role.ASSISTANT, List.of(Part.text("It is."), Part.refusal("But no."))))
        .tools(List.of(Tool.of("f", "does f", "{\"type\":\"object\"}").withStrict()))
        .toolChoice(ToolChoice.named("f"))
        .responseFormat(ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}", true))
        .sampling(
            Sampling.NONE
                .withTemperature(0.5)
                .withTopP(1)
                .withTopK(40)
                .withMinP(0.05)
                .withSeed(7)
                .withPenalties(
                    Penalties.NONE.withRepeat(1.1).withPresence(0.25).withFrequency(-0.5)))
        .limits(Limits.NONE.withMaxOutputTokens(99).withStop(List.of("END")))
        .extensions(Extensions.of(Map.of("logit_bias", "{\"1\":2}")));
  }

  @Test
  void what_is_written_is_read_back_the_same() {
    ChatRequest request = full().model("m").build();
    byte[] json = OpenAiRequestWriter.write(request, "m", true, SERVER, notes::add);

    assertThat(new RequestSpliceTest().canonical(OpenAiRequestBody.read(json).request()))
        .isEqualTo(new RequestSpliceTest().canonical(request));
  }

  @Test
  void a_schema_is_named_as_the_api_takes_it() {
    assertThat(
            written(
                ChatRequest.builder()
                    .message(Message.user("Go"))
                    .responseFormat(
                        ResponseFormat.jsonSchema(
                            "my list: " + "n".repeat(64), "{\"type\":\"object\"}", true)),
                false))
        .contains("\"json_schema\":{\"name\":\"my_list__" + "n".repeat(55) + "\",");
  }

  @Test
  void results_of_several_calls_are_messages_of_their_own() {
    assertThat(
            written(
                ChatRequest.builder()
                    .message(Message.user("Go"))
                    .message(
                        Message.of(
                            Message.Role.TOOL,
                            List.of(
                                Part.toolResult("a", List.of(Part.text("1")), false),
                                Part.toolResult("b", List.of(Part.text("2")), true)))),
                false))
        .contains(
            "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"b\",\"content\":\"2\"}");
    assertThat(notes).hasSize(1);
  }

  @Test
  void thinking_of_earlier_turns_is_left_out_and_noted() {
    assertThat(
            written(
                ChatRequest.builder()
                    .message(
                        Message.of(
                            Message.Role.ASSISTANT,
                            List.of(Part.thinking("secret", "sig"), Part.text("Yes.")))),
                false))
        .contains("\"content\":\"Yes.\"")
        .doesNotContain("secret");
    assertThat(notes).hasSize(1);
  }

  @Test
  void what_the_json_cannot_say_is_refused() {
    byte[] bytes = {1};
    URI url = URI.create("https://x.test/a");
    refused(user(Part.audio(Media.remote(url))), ErrorCode.UNSUPPORTED);
    refused(user(Part.document(Media.remote(url), "")), ErrorCode.UNSUPPORTED);
    refused(user(Part.toolCall("a", "f", "{}")), ErrorCode.INVALID_REQUEST);
    refused(user(Part.thinking("x")), ErrorCode.INVALID_REQUEST);
    refused(
        Message.of(Message.Role.ASSISTANT, List.of(Part.image(Media.inline("image/png", bytes)))),
        ErrorCode.UNSUPPORTED);
    refused(
        Message.of(Message.Role.TOOL, List.of(Part.text("no result"))), ErrorCode.INVALID_REQUEST);
    refused(
        Message.of(
            Message.Role.TOOL,
            List.of(
                Part.toolResult(
                    "a", List.of(Part.image(Media.inline("image/png", bytes))), false))),
        ErrorCode.UNSUPPORTED);
  }

  @Test
  void fields_of_routing_broken_json_and_fields_twice_are_refused() {
    for (Map<String, String> fields :
        List.of(
            Map.of("api_key", "\"x\""),
            Map.of("x", "{broken"),
            Map.of("x", ""),
            Map.of("model", "\"other\""),
            Map.of("stream", "false"))) {
      assertThatThrownBy(
              () ->
                  written(
                      ChatRequest.builder()
                          .message(Message.user("Go"))
                          .extensions(Extensions.of(fields)),
                      true))
          .isInstanceOfSatisfying(
              BackendException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
    assertThatThrownBy(
            () ->
                written(
                    ChatRequest.builder()
                        .message(Message.user("Go"))
                        .tools(List.of(Tool.of("f", "", "{\"a\":1} , \"injected\":1"))),
                    false))
        .hasMessageContaining("'f'");
  }

  private static Message user(Part part) {
    return Message.of(Message.Role.USER, List.of(part));
  }

  private void refused(Message message, ErrorCode code) {
    assertThatThrownBy(() -> written(ChatRequest.builder().message(message), false))
        .isInstanceOfSatisfying(
            BackendException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  private String written(ChatRequest.Builder request, boolean stream) {
    byte[] json = OpenAiRequestWriter.write(request.build(), "m", stream, SERVER, notes::add);
    return new String(json, StandardCharsets.UTF_8);
  }
}
