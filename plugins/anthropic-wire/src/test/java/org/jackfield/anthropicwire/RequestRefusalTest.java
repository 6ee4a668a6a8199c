package org.jackfield.anthropicwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;

/** What no body may be: each refusal names the field. */
class RequestRefusalTest {
  private static final String TURN = "{\"role\":\"user\",\"content\":\"a\"}";
  private static final String TURNS = "\"messages\":[" + TURN + "]";

  @Test
  void a_body_is_one_json_object_in_utf_8() {
    refused("", "empty");
    refused("[]", "must be a JSON object");
    refused("{" + TURNS + "} {}", "goes on after");
    refused("{" + TURNS, "not valid JSON");
    refused("{" + TURNS + ",\"system\":\"\\ud800\"}", "half a surrogate pair");
    assertThatThrownBy(
            () ->
                AnthropicRequestBody.read(("{" + TURNS + "}").getBytes(StandardCharsets.UTF_16LE)))
        .hasMessageContaining("UTF-8");
  }

  @Test
  void fields_that_would_choose_route_or_credentials_are_refused() {
    for (String field : new String[] {"base_url", "api_base", "api_key", "headers"}) {
      refused("{" + TURNS + ",\"" + field + "\":\"x\"}", "'" + field + "' is not allowed");
    }
  }

  @Test
  void fields_are_there_once_and_of_their_type() {
    refused("{" + TURNS + ",\"model\":\"a\",\"model\":\"b\"}", "'model' is there twice");
    refused("{" + TURNS + ",\"model\":1}", "'model' must be a string");
    refused("{" + TURNS + ",\"stream\":\"yes\"}", "'stream' must be true or false");
    refused("{" + TURNS + ",\"max_tokens\":\"9\"}", "'max_tokens' must be a whole number");
    refused("{" + TURNS + ",\"max_tokens\":-1}", "'max_tokens' must be a whole number");
    refused("{" + TURNS + ",\"max_tokens\":1000000000}", "'max_tokens' must be");
    refused("{" + TURNS + ",\"temperature\":-3}", "'temperature' must be a number");
    refused("{" + TURNS + ",\"top_p\":2}", "'top_p' must be a number");
    refused("{" + TURNS + ",\"top_k\":1.5}", "'top_k' must be a whole number");
    refused("{" + TURNS + ",\"stop_sequences\":\"a\"}", "'stop_sequences' must be an array");
    refused("{" + TURNS + ",\"stop_sequences\":[1]}", "'stop_sequences[0]' must be a string");
    refused("{" + TURNS + ",\"system\":{}}", "'system' must be a string or an array");
    refused("{" + TURNS + ",\"tools\":[1]}", "'tools[0]' must be an object");
    refused("{" + TURNS + ",\"tool_choice\":\"any\"}", "'tool_choice' must be an object");
    refused("{" + TURNS + ",\"thinking\":true}", "'thinking' must be an object");
  }

  @Test
  void messages_have_a_role_and_words() {
    refused("{}", "'messages' is missing");
    refused("{\"messages\":[]}", "'messages' must have at least one entry");
    refused("{\"messages\":\"a\"}", "'messages' must be an array");
    refused("{\"messages\":[1]}", "'messages[0]' must be an object");
    refused("{\"messages\":[" + TURN + ",{\"content\":\"a\"}]}", "'messages[1].role' is missing");
    refused("{\"messages\":[{\"role\":\"user\"}]}", "'messages[0].content' is missing");
    refused("{\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]}", "'messages[0].role' must be");
    refused("{\"messages\":[{\"role\":\"user\",\"content\":1}]}", "'messages[0].content' must be");
  }

  @Test
  void there_is_no_more_of_anything_than_its_cap() {
    MessagesCaps caps =
        MessagesCaps.DEFAULT.withMessages(1).withTools(1).withOutputTokens(10).withDepth(5);

    refused("{\"messages\":[" + TURN + "," + TURN + "]}", "'messages' has more than 1", caps);
    refused("{" + TURNS + ",\"tools\":[{},{}]}", "'tools' has more than 1", caps);
    refused("{" + TURNS + ",\"max_tokens\":11}", "from 0 to 10", caps);
    refused("{" + TURNS + ",\"x\":[[[[[1]]]]]}", "'x' must be nested no deeper than 5", caps);
  }

  @Test
  void what_a_block_must_have_is_named_with_its_place() {
    unreadable("{\"type\":\"text\"}", "'messages[0].content[0].text' must be a string");
    unreadable(
        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\","
            + "\"data\":\"?\"}}",
        "'messages[0].content[0].source.data' must be valid base64");
    unreadable(
        "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"cat.png\"}}",
        "'messages[0].content[0].source.url' must be an absolute URL");
    unreadable(
        "{\"type\":\"tool_use\",\"name\":\"f\",\"input\":{}}",
        "'messages[0].content[0].id' must be a string");
  }

  private static void unreadable(String block, String named) {
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":[" + block + "]}]}";
    assertThatThrownBy(() -> AnthropicRequestBody.read(utf8(body)).request().messages())
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(error.message()).contains(named);
            });
  }

  private static void refused(String body, String named) {
    refused(body, named, MessagesCaps.DEFAULT);
  }

  private static void refused(String body, String named, MessagesCaps caps) {
    assertThatThrownBy(() -> AnthropicRequestBody.read(utf8(body), caps))
        .as(body)
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(error.message()).contains(named);
            });
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
