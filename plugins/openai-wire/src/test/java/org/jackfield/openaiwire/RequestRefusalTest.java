package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body must not be, and which field the refusal names. */
class RequestRefusalTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  @ParameterizedTest
  @ValueSource(strings = {"base_url", "api_base", "api_key", "headers", "extra_headers"})
  void fields_that_would_choose_route_or_credentials_are_refused_by_name(String field) {
    refused("{" + MESSAGES + ",\"" + field + "\":\"http://169.254.169.254\"}", "'" + field + "'");
    String escaped = String.format("\\u%04x", (int) field.charAt(0)) + field.substring(1);
    refused("{\"" + escaped + "\":1," + MESSAGES + "}", "'" + field + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"model\":7|'model'",
        "\"stream\":\"yes\"|'stream'",
        "\"stream_options\":true|'stream_options'",
        "\"stream_options\":{\"include_usage\":1}|'stream_options.include_usage'",
        "\"n\":10000|'n'",
        "\"n\":0|'n'",
        "\"n\":1.5|'n'",
        "\"max_tokens\":-1|'max_tokens'",
        "\"max_tokens\":1000000000|'max_tokens'",
        "\"max_tokens\":99999999999999999999|'max_tokens'",
        "\"max_tokens\":\"ten\"|'max_tokens'",
        "\"max_completion_tokens\":-5|'max_completion_tokens'",
        "\"top_logprobs\":-1|'top_logprobs'",
        "\"tools\":{}|'tools'",
        "\"tools\":[1]|'tools[0]'",
        "\"stop\":5|'stop'",
        "\"stop\":[\"a\",null]|'stop[1]'",
        "\"user\":1,\"user\":2|'user'",
        "\"messages\":[]|'messages'",
      })
  void a_field_of_the_wrong_type_or_size_or_twice_is_named(String fields, String named) {
    refused("{" + MESSAGES + "," + fields + "}", named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "null",
        "\"text\"",
        "{",
        "{\"messages\":[}",
        "{\"messages\":[{}]} {}",
        "{\"messages\":[{}],}",
        "{'messages':[{}]}",
        "{\"messages\":[{}],\"temperature\":NaN}",
        "{\"messages\":[{}],\"temperature\":01}",
        "{\"messages\":[{\"content\":\"\\ud800\"}]}",
        "{\"messages\":[{\"content\":\"\\udc00\\ud800\"}]}",
        "{\"messages\":{}}",
        "{\"messages\":[\"hi\"]}",
        "{\"messages\":[]}",
        "{\"messages\":null}",
        "{\"model\":\"x\"}",
        "\uFEFF{\"messages\":[{}]}",
      })
  void a_body_that_is_no_request_is_refused(String body) {
    refused(body, "");
  }

  @Test
  void pairs_of_surrogates_and_escaped_backslashes_are_text() {
    String body =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d\\ude00 \\\\ud800 \\\\\\\\ud800\"}]}";

    assertThat(OpenAiRequestBody.read(utf8(body)).request().messages().getFirst().text())
        .isEqualTo("😀 \\ud800 \\\\ud800");
  }

  @Test
  void other_encodings_and_broken_utf8_are_refused() {
    String body = "{" + MESSAGES + "}";
    for (String charset : new String[] {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"}) {
      refused(body.getBytes(Charset.forName(charset)), "UTF-8");
    }
    refused("{\"messages\":[{\"x\":\"ü\"}]}".getBytes(StandardCharsets.ISO_8859_1), "UTF-8");
  }

  @Test
  void deep_wide_and_long_bodies_are_refused_quickly() {
    refused("{" + MESSAGES + ",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}", "");
    refused("{" + MESSAGES + ",\"x\":" + "9".repeat(1_000_000) + "}", "");
    refused("{" + MESSAGES + ",\"" + "x".repeat(100_000) + "\":1}", "");
    StringBuilder many = new StringBuilder("{" + MESSAGES);
    for (int i = 0; i < 1_000; i++) {
      many.append(",\"f").append(i).append("\":1");
    }
    refused(many.append('}').toString(), "fields");
    String message = "{\"role\":\"user\",\"content\":\"x\"},";
    refused("{\"messages\":[" + message.repeat(20_000) + "{}]}", "'messages'");
  }

  @Test
  void caps_can_be_set() {
    RequestCaps caps =
        RequestCaps.DEFAULT.withMessages(2).withTools(0).withChoices(1).withOutputTokens(10);

    refused("{\"messages\":[{},{},{}]}", "'messages'", caps);
    refused("{" + MESSAGES + ",\"tools\":[{}]}", "'tools'", caps);
    refused("{" + MESSAGES + ",\"n\":2}", "'n'", caps);
    refused("{" + MESSAGES + ",\"max_tokens\":11}", "'max_tokens'", caps);
    assertThat(OpenAiRequestBody.read(utf8("{\"messages\":[{},{}],\"max_tokens\":10}"), caps))
        .isNotNull();
  }

  @Test
  void nulls_are_as_if_they_were_not_there() {
    String nulls =
        "\"model\":null,\"stream\":null,\"stream_options\":null,\"tools\":null,\"n\":null,"
            + "\"stop\":null,\"max_tokens\":null,\"seed\":null,\"response_format\":null,"
            + "\"user\":null,\"tool_choice\":null,\"temperature\":null";
    OpenAiRequestBody body = OpenAiRequestBody.read(utf8("{" + MESSAGES + "," + nulls + "}"));

    assertThat(body.model()).isEmpty();
    assertThat(body.stream()).isFalse();
    assertThat(body.request().extensions().isEmpty()).isTrue();
    assertThat(body.request().limits().stop()).isEmpty();
  }

  @Test
  void an_error_never_shows_what_was_written() {
    assertThatThrownBy(() -> OpenAiRequestBody.read(utf8("{\"messages\": sk-secret-key }")))
        .isInstanceOf(BackendException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("line 1")
        .doesNotContain("secret-key");
    assertThat(OpenAiRequestBody.read(utf8("{" + MESSAGES + "}")).toString()).doesNotContain("hi");
  }

  private static void refused(String body, String named) {
    refused(utf8(body), named);
  }

  private static void refused(String body, String named, RequestCaps caps) {
    assertThatThrownBy(() -> OpenAiRequestBody.read(utf8(body), caps)).hasMessageContaining(named);
  }

  private static void refused(byte[] body, String named) {
    assertThatThrownBy(() -> OpenAiRequestBody.read(body).decode())
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining(named);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
