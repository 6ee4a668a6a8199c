package org.jackfield.anthropicwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.junit.jupiter.api.Test;

/** Requests as the API's documents write them, in canonical words. */
class RequestDecoderTest {
  private static final String HELLO = "{\"role\":\"user\",\"content\":\"Hello\"}";

  @Test
  void the_head_of_a_request_is_read_without_its_inside() {
    ChatRequest request = read("\"model\":\"claude-x\",\"stream\":true,\"max_tokens\":9");

    assertThat(request.model()).isEqualTo("claude-x");
    assertThat(request.delivery()).isEqualTo(ChatRequest.Delivery.STREAM);
    assertThat(request.limits()).isEqualTo(Limits.NONE.withMaxOutputTokens(9));
    assertThat(request.messages()).containsExactly(Message.user("Hello"));
  }

  @Test
  void instructions_come_first_with_their_cache_marks() {
    ChatRequest request =
        read(
            "\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\","
                + "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]");

    assertThat(request.messages().getFirst())
        .isEqualTo(
            Message.of(
                Message.Role.SYSTEM,
                List.of(
                    Part.text("Be brief.")
                        .withExtensions(
                            Extensions.NONE.with(
                                "cache_control", "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}")))));
  }

  @Test
  void blocks_are_parts() {
    ChatRequest request =
        turns(
            "{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\","
                + "\"url\":\"https://x.test/a.png\"}},{\"type\":\"document\",\"title\":\"t\","
                + "\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"hi\"}}]},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"\","
                + "\"signature\":\"EqQB\"},{\"type\":\"redacted_thinking\",\"data\":\"EmwK\"},"
                + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"a\":1}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                + "\"tool_use_id\":\"t1\",\"content\":\"no\",\"is_error\":true}]}");

    assertThat(request.messages())
        .containsExactly(
            Message.of(
                Message.Role.USER,
                List.of(
                    Part.image(Media.remote(URI.create("https://x.test/a.png"))),
                    Part.document(Media.inline("text/plain", utf8("hi")), "t"))),
            Message.of(
                Message.Role.ASSISTANT,
                List.of(
                    Part.thinking("", "EqQB"),
                    Part.thinking("")
                        .withExtensions(
                            Extensions.NONE.with(AnthropicDecoder.REDACTED, "\"EmwK\"")),
                    Part.toolCall("t1", "f", "{\"a\":1}"))),
            Message.of(
                Message.Role.TOOL, List.of(Part.toolResult("t1", List.of(Part.text("no")), true))));
  }

  @Test
  void blocks_that_are_newer_than_this_code_are_kept_at_their_places() {
    ChatRequest request =
        turns(
            "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                + "{\"type\":\"server_tool_use\",\"id\":\"s\"},{\"type\":\"text\",\"text\":\"b\"}]}");

    Message message = request.messages().getFirst();
    assertThat(message.text()).isEqualTo("ab");
    assertThat(message.extensions().json("content[1]"))
        .contains("{\"type\":\"server_tool_use\",\"id\":\"s\"}");
  }

  @Test
  void tools_and_their_choice() {
    ChatRequest request =
        read(
            "\"tools\":[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":"
                + "{\"type\":\"object\"},\"strict\":true},"
                + "{\"type\":\"web_search_20260209\",\"name\":\"web\"}],"
                + "\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}");

    assertThat(request.tools())
        .containsExactly(Tool.of("f", "d", "{\"type\":\"object\"}").withStrict());
    assertThat(request.toolChoice()).isEqualTo(ToolChoice.required());
    assertThat(request.extensions().json("parallel_tool_calls")).contains("false");
    assertThat(request.extensions().json("tools[1]"))
        .contains("{\"type\":\"web_search_20260209\",\"name\":\"web\"}");
  }

  @Test
  void thinking_is_an_effort_or_a_budget_or_off() {
    assertThat(thinking("\"thinking\":{\"type\":\"adaptive\"}")).isEqualTo(Thinking.NONE);
    assertThat(
            thinking(
                "\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},"
                    + "\"output_config\":{\"effort\":\"xhigh\"}"))
        .isEqualTo(Thinking.NONE.withEffort(Thinking.Effort.XHIGH));
    assertThat(thinking("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}"))
        .isEqualTo(Thinking.NONE.withBudget(2048));
    assertThat(
            thinking("\"thinking\":{\"type\":\"disabled\"},\"output_config\":{\"effort\":\"low\"}")
                .off())
        .isTrue();
  }

  private static Thinking thinking(String fields) {
    return read(fields).thinking();
  }

  @Test
  void a_schema_and_sampling() {
    ChatRequest request =
        read(
            "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":"
                + "{\"type\":\"object\"}}},\"temperature\":0.5,\"top_k\":3,"
                + "\"stop_sequences\":[\"END\"]");

    assertThat(request.responseFormat())
        .isEqualTo(ResponseFormat.jsonSchema("output", "{\"type\":\"object\"}", true));
    assertThat(request.sampling()).isEqualTo(Sampling.NONE.withTemperature(0.5).withTopK(3));
    assertThat(request.limits().stop()).containsExactly("END");
    assertThat(request.extensions()).isEqualTo(Extensions.NONE);
  }

  @Test
  void what_has_no_canonical_word_is_kept_and_null_says_nothing() {
    Extensions extensions =
        read("\"metadata\":{\"user_id\":\"u\"},\"service_tier\":null,"
                + "\"thinking\":{\"type\":\"brand_new\",\"n\":1},"
                + "\"output_config\":{\"task_budget\":{\"n\":1},\"format\":null}")
            .extensions();

    assertThat(extensions)
        .isEqualTo(
            Extensions.NONE
                .with("metadata", "{\"user_id\":\"u\"}")
                .with("thinking", "{\"type\":\"brand_new\",\"n\":1}")
                .with("output_config.task_budget", "{\"n\":1}"));
  }

  private static ChatRequest turns(String turns) {
    return AnthropicRequestBody.read(utf8("{\"messages\":[" + turns + "]}")).request();
  }

  private static ChatRequest read(String fields) {
    return AnthropicRequestBody.read(utf8("{\"messages\":[" + HELLO + "]," + fields + "}"))
        .request();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
