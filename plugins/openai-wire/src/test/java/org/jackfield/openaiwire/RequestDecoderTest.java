package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.wire.ForeignFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a body says in canonical terms, and what has no canonical word. */
class RequestDecoderTest {
  @Test
  void roles_and_contents_are_read() {
    ChatRequest request =
        read(
            "{\"messages\":[{\"role\":\"developer\",\"content\":\"D\"},"
                + "{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"S\"}]},"
                + "{\"role\":\"user\",\"content\":\"\"},"
                + "{\"role\":\"assistant\",\"content\":null,\"reasoning\":\"R\",\"refusal\":\"N\","
                + "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"ok\"}]}");

    assertThat(request.messages())
        .extracting(message -> message.role() + " " + Parts.of(message))
        .containsExactly(
            "SYSTEM text D",
            "SYSTEM text S",
            "USER text ",
            "ASSISTANT thinking R|refusal N|call c f{}",
            "TOOL result ctext ok");
    assertThat(request.extensions().isEmpty()).isTrue();
  }

  @Test
  void which_groups_of_fields_a_body_has_is_known_without_decoding_it() {
    ChatRequest plain =
        read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],\"stream\":true}");
    ChatRequest full =
        read(
            "{\"messages\":[{\"role\":\"user\"}],\"top_p\":1,\"stop\":\"x\",\"reasoning_effort\":\"low\","
                + "\"tools\":[],\"response_format\":{\"type\":\"text\"},\"logprobs\":true}");

    for (ChatRequest.Field field : ChatRequest.Field.values()) {
      assertThat(full.says(field)).as("%s", field).isTrue();
    }
    assertThat(Set.of(ChatRequest.Field.values()))
        .filteredOn(plain::says)
        .containsExactlyInAnyOrder(
            ChatRequest.Field.MODEL, ChatRequest.Field.MESSAGES, ChatRequest.Field.DELIVERY);
    assertThat(plain.withThinking(Thinking.NONE).says(ChatRequest.Field.THINKING)).isTrue();
    assertThat(plain.decoded()).isFalse();
  }

  @Test
  void media_are_read_from_data_urls_and_other_urls_are_only_kept() {
    Message message =
        read("{\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":"
                + "\"data:image/PNG;charset=x;base64,AQID\"}},"
                + "{\"type\":\"image_url\",\"image_url\":\"https://x.test/a.png\"},"
                + "{\"type\":\"input_audio\",\"input_audio\":"
                + "{\"data\":\"AQID\",\"format\":\"wav\"}},"
                + "{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":"
                + "\"data:application/pdf;base64,AQID\"}}]}]}")
            .messages()
            .getFirst();

    assertThat(Parts.of(message))
        .isEqualTo(
            "image image/png 010203|image https://x.test/a.png|audio audio/wav 010203"
                + "|document a.pdf application/pdf 010203");
  }

  @Test
  void what_has_no_canonical_word_is_kept_with_what_it_belongs_to() {
    ChatRequest request =
        read(
            "{\"user\":\"u\",\"logit_bias\":{\"1\" : 2},\"reasoning_effort\":\"low\","
                + "\"stream_options\":{\"include_obfuscation\":false},"
                + "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"x\"}}],"
                + "\"tool_choice\":{\"type\":\"allowed_tools\"},"
                + "\"response_format\":{\"type\":\"grammar\"},"
                + "\"messages\":[{\"role\":\"user\",\"name\":\"anna\",\"content\":["
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.test/a\","
                + "\"detail\":\"low\"}},{\"type\":\"brand_new\",\"x\":1},"
                + "{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}},"
                + "{\"type\":\"text\",\"text\":\"t\",\"cache_control\":{\"type\":\"ephemeral\"}}]},"
                + "{\"role\":\"assistant\",\"content\":\"a\",\"annotations\":[],\"audio\":null}]}");

    assertThat(request.extensions().names())
        .containsExactlyInAnyOrder(
            "user", "logit_bias", "stream_options", "tools[0]", "tool_choice", "response_format");
    Message user = request.messages().getFirst();
    assertThat(user.extensions().names())
        .containsExactlyInAnyOrder("name", "content[1]", "content[2]");
    assertThat(user.parts())
        .extracting(part -> part.extensions().names())
        .containsExactly(Set.of("image_url.detail"), Set.of("cache_control"));
    assertThat(request.messages().getLast().extensions().isEmpty()).isTrue();
    assertThat(request.thinking()).isEqualTo(Thinking.NONE.withEffort(Thinking.Effort.LOW));
    assertThat(request.extensions().json("logit_bias")).contains("{\"1\" : 2}");
    assertThat(request.tools()).isEmpty();
    assertThat(request.toolChoice()).isEqualTo(ToolChoice.auto());
  }

  @Test
  void an_effort_that_is_newer_than_the_code_is_kept_as_it_came() {
    ChatRequest request =
        read(
            "{\"reasoning_effort\":\"ultra\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

    assertThat(request.thinking()).isEqualTo(Thinking.NONE);
    assertThat(request.extensions().json("reasoning_effort")).contains("\"ultra\"");
  }

  @Test
  void no_field_of_a_call_a_tool_a_choice_or_a_format_is_dropped() {
    ChatRequest request =
        read(
            "{\"tools\":[{\"type\":\"function\",\"cache_control\":{\"type\":\"ephemeral\"},"
                + "\"function\":{\"name\":\"f\",\"response\":{}}}],"
                + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"},\"x\":1},"
                + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                + "{\"schema\":{},\"description\":\"d\",\"y\":2}},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"tool_call_id\":\"odd\"},"
                + "{\"role\":\"assistant\",\"reasoning\":\"a\",\"reasoning_content\":\"b\","
                + "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"index\":0,\"extra_content\":"
                + "{\"google\":{\"thought_signature\":\"S\"}},\"function\":{\"name\":\"f\","
                + "\"arguments\":\"{}\",\"z\":3}},{\"type\":\"custom\",\"custom\":{}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"ok\",\"name\":\"f\"}]}");

    assertThat(request.extensions().names())
        .containsExactlyInAnyOrder(
            "tool_choice.x",
            "response_format.json_schema.description",
            "response_format.json_schema.y");
    assertThat(request.tools().getFirst().extensions().names())
        .containsExactlyInAnyOrder("cache_control", "function.response");
    assertThat(request.messages())
        .extracting(message -> message.extensions().names())
        .containsExactly(
            Set.of("tool_call_id"), Set.of("reasoning", "tool_calls[1]"), Set.of("name"));
    Part call = request.messages().get(1).parts().getLast();
    assertThat(call.extensions().names()).containsExactly("extra_content", "function.z");
    assertThat(call.extensions().json("extra_content"))
        .contains("{\"google\":{\"thought_signature\":\"S\"}}");
  }

  @Test
  void all_tokens_are_kept_by_0_or_in_vllms_words_by_minus_1() {
    String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";

    assertThat(read("{\"top_k\":-1," + messages).sampling().topK()).hasValue(0);
    assertThat(read("{\"top_k\":0," + messages).sampling().topK()).hasValue(0);
  }

  @Test
  void tools_formats_and_limits_are_read_in_all_their_spellings() {
    ChatRequest request =
        read(
            "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
                + "\"tool_choice\":\"required\",\"stop\":\"END\",\"max_completion_tokens\":5,"
                + "\"max_tokens\":9,\"response_format\":{\"type\":\"json_object\",\"schema\":"
                + "{\"type\":\"object\"}},\"repeat_penalty\":1.5,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

    assertThat(request.tools().getFirst().parametersJson())
        .isEqualTo("{\"type\":\"object\",\"properties\":{}}");
    assertThat(request.toolChoice()).isEqualTo(ToolChoice.required());
    assertThat(request.limits().stop()).containsExactly("END");
    assertThat(request.limits().maxOutputTokens()).hasValue(5);
    assertThat(request.responseFormat())
        .isEqualTo(ResponseFormat.jsonSchema("response", "{\"type\":\"object\"}", false));
    assertThat(request.sampling().penalties().repeat()).hasValue(1.5);
  }

  @Test
  void what_llama_cpp_calls_the_limit_is_one() {
    String body = "{\"n_predict\":7,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]%s}";
    ChatRequest request = read(String.format(body, ""));

    assertThat(request.limits().maxOutputTokens()).hasValue(7);
    assertThat(request.extensions().isEmpty()).isTrue();
    assertThat(spliced(request.withLimits(Limits.NONE.withMaxOutputTokens(5))))
        .contains("\"n_predict\":5");
    assertThat(
            spliced(
                read(String.format(body, ",\"max_tokens\":9"))
                    .withLimits(Limits.NONE.withMaxOutputTokens(5))))
        .contains("\"max_tokens\":5")
        .doesNotContain("n_predict");
  }

  private static String spliced(ChatRequest request) {
    return new String(
        request.wire(Protocol.OPENAI_CHAT).orElseThrow().bytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]|messages[0].role",
        "\"messages\":[{\"content\":\"x\"}]|messages[0].role",
        "\"messages\":[{\"role\":\"user\"}]|messages[0].content",
        "\"messages\":[{\"role\":\"user\",\"content\":5}]|messages[0].content",
        "\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]|messages[0].tool_call_id",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]|messages[0].content[0].text",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"x\":{\"a\":1e99999999999}|x",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:;base64,AQID\"}}]}]|messages[0].content[0].image_url.url",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,###\"}}]}]|messages[0].content[0].image_url.url",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"no url\"}}]}]|messages[0].content[0].image_url.url",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"temperature\":\"hot\"|temperature",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"temperature\":1e999|temperature",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"temperature\":-1|temperature",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"top_p\":1.5|top_p",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stop\":[\"a\",\"\"]|stop[1]",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"seed\":1.5|seed",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tool_choice\":\"maybe\"|tool_choice",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[{\"type\":\"function\",\"function\":{}}]|tools[0].function.name",
        "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":{\"type\":\"json_schema\"}|response_format.json_schema.schema",
      })
  void what_makes_no_sense_is_named(String fields, String path) {
    assertThatThrownBy(() -> read("{" + fields + "}").messages())
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining("'" + path + "'");
  }

  private static ChatRequest read(String json) {
    return OpenAiRequestBody.read(json.getBytes(StandardCharsets.UTF_8)).request();
  }

  @Test
  void whole_numbers_may_be_written_like_others() {
    ChatRequest request =
        OpenAiRequestBody.read(
                ("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":1e2,\"n\":1e0,"
                        + "\"seed\":7.0,\"top_k\":4e1}")
                    .getBytes(StandardCharsets.UTF_8))
            .request();

    assertThat(request.limits().maxOutputTokens()).hasValue(100);
    assertThat(request.sampling().seed()).hasValue(7);
    assertThat(request.sampling().topK()).hasValue(40);
    assertThat(
            ForeignFields.settle(request, Set.of(), "b", TestingAttempt.unlimited())
                .extensions()
                .names())
        .as("one choice is what every backend gives")
        .isEmpty();
  }
}
