package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
  private static final String THREE = "{\"role\":\"user\"},{\"role\":\"user\"},{\"role\":\"user\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base_url",
        "api_base",
        "api_key",
        "headers",
        "extra_headers",
        "organization",
        "project",
        "api_version",
        "default_headers",
        "extra_query",
        "azure_endpoint",
        "azure_ad_token",
        "custom_llm_provider",
        "aws_secret_access_key",
        "vertex_credentials",
        "apiKey",
        "baseURL",
        "API_BASE",
        "Api-Key",
        "fallbacks",
        "litellm_params",
        "user_config"
      })
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
        "\"n\":1.00000000000000000001|'n'",
        "\"n\":1e400|'n'",
        "\"max_tokens\":1e-400|'max_tokens'",
        "\"max_tokens\":1e-99999999999|'max_tokens'",
        "\"max_tokens\":-1|'max_tokens'",
        "\"max_tokens\":1000000000|'max_tokens'",
        "\"max_tokens\":99999999999999999999|'max_tokens'",
        "\"max_tokens\":\"ten\"|'max_tokens'",
        "\"max_completion_tokens\":-5|'max_completion_tokens'",
        "\"top_logprobs\":-1|'top_logprobs'",
        "\"best_of\":10000|'best_of'",
        "\"n_discard\":-1|'n_discard'",
        "\"n_predict\":-1|'n_predict'",
        "\"n_predict\":1000000000|'n_predict'",
        "\"n_keep\":-5|'n_keep'",
        "\"repeat_last_n\":-2|'repeat_last_n'",
        "\"truncate_prompt_tokens\":-1|'truncate_prompt_tokens'",
        "\"top_k\":-5|'top_k'",
        "\"top_k\":1.5|'top_k'",
        "\"repetition_penalty\":-1|'repetition_penalty'",
        "\"repeat_penalty\":-1|'repeat_penalty'",
        "\"seed\":1.5|'seed'",
        "\"min_tokens\":-1|'min_tokens'",
        "\"n_probs\":100000|'n_probs'",
        "\"prompt_logprobs\":100000|'prompt_logprobs'",
        "\"functions\":{}|'functions'",
        "\"tools\":{}|'tools'",
        "\"tools\":[1]|'tools[0]'",
        "\"stop\":5|'stop'",
        "\"stop\":[\"a\",null]|'stop[1]'",
        "\"user\":1,\"user\":2|'user'",
        "\"messages\":[]|'messages'",
        "\"temperature\":2.1|'temperature'",
        "\"temperature\":-0.1|'temperature'",
        "\"temperature\":1e999|'temperature'",
        "\"temperature\":\"hot\"|'temperature'",
        "\"top_p\":1.01|'top_p'",
        "\"presence_penalty\":-3|'presence_penalty'",
        "\"frequency_penalty\":[]|'frequency_penalty'",
        "\"max_tokens\":0|'max_tokens'",
        "\"logprobs\":1|'logprobs'",
        "\"parallel_tool_calls\":\"no\"|'parallel_tool_calls'",
        "\"user\":7|'user'",
        "\"response_format\":\"json\"|'response_format'",
        "\"tool_choice\":1|'tool_choice'",
        "\"metadata\":[]|'metadata'",
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
        "{\"messages\":[{\"role\":\"user\"}]} {}",
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
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d\\ude00 \\\\ud800"
            + " \\\\\\\\ud800\"}]}";

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"content\":\"hi\"}|messages[1].role|missing_required_parameter",
        "{\"role\":\"wizard\",\"content\":\"hi\"}|messages[1].role|invalid_value",
        "{\"role\":1,\"content\":\"hi\"}|messages[1].role|invalid_type",
        "{\"role\":\"user\",\"content\":5}|messages[1].content|invalid_type",
        "{\"role\":\"user\",\"content\":{}}|messages[1].content|invalid_type",
        "{\"role\":\"user\",\"content\":\"hi\",\"name\":[]}|messages[1].name|invalid_type",
        "{\"role\":\"tool\",\"content\":\"x\",\"tool_call_id\":1}|messages[1].tool_call_id|invalid_type",
        "{\"role\":\"assistant\",\"tool_calls\":{}}|messages[1].tool_calls|invalid_type",
        "7|messages[1]|invalid_type",
      })
  void a_message_that_makes_no_sense_is_named_by_its_place(
      String message, String path, String code) {
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}," + message + "]}";

    assertThat(errorBody(body))
        .contains("\"param\":\"" + path + "\"")
        .contains("\"code\":\"" + code + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|messages|missing_required_parameter",
        "{\"messages\":[]}|messages|empty_array",
        "{\"messages\":7}|messages|invalid_type",
        "{M,\"temperature\":3}|temperature|decimal_above_max_value",
        "{M,\"temperature\":-1}|temperature|decimal_below_min_value",
        "{M,\"n\":0}|n|integer_below_min_value",
        "{M,\"n\":10000}|n|integer_above_max_value",
        "{M,\"n\":99999999999999999999}|n|integer_above_max_value",
        "{M,\"stream\":\"yes\"}|stream|invalid_type",
        "{M,\"api_key\":\"k\"}|api_key|unknown_parameter",
        "{M,\"model\":\"a\\u0000b\"}|model|invalid_value",
      })
  void a_refusal_is_shaped_as_openai_shapes_it(String body, String path, String code) {
    assertThat(errorBody(body.replace("M", MESSAGES)))
        .contains("\"type\":\"invalid_request_error\"")
        .contains("\"param\":\"" + path + "\"")
        .contains("\"code\":\"" + code + "\"");
  }

  private static String errorBody(String body) {
    BackendException error =
        catchThrowableOfType(BackendException.class, () -> OpenAiRequestBody.read(utf8(body)));
    return new String(OpenAiErrorBody.of(error), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":[}|something unexpected at or before '}' (line 1, column 7, byte 6)",
        "{\"a\": sk-secret }|something unexpected at or before 's' (line 1, column 7, byte 6)",
        "{\"a\":1,}|something unexpected at or before '}' (line 1, column 8, byte 7)",
        "{\"a\":\"x|it ends too early (line 1, column 8, byte 7)",
      })
  void what_is_no_json_is_told_in_our_own_words_with_its_place(String body, String what) {
    assertThatThrownBy(() -> OpenAiRequestBody.read(utf8(body)))
        .hasMessage("The request body is not valid JSON: " + what + ".");
  }

  @Test
  void the_deepest_nesting_can_be_set() {
    String nested = "{" + MESSAGES + ",\"x\":[[[]]]}";

    refused(nested, "'x' must be nested no deeper than 3", RequestCaps.DEFAULT.withDepth(3));
    assertThat(OpenAiRequestBody.read(utf8(nested), RequestCaps.DEFAULT.withDepth(4))).isNotNull();
  }

  @Test
  void caps_can_be_set() {
    RequestCaps caps =
        RequestCaps.DEFAULT.withMessages(2).withTools(0).withChoices(1).withOutputTokens(10);

    refused("{\"messages\":[" + THREE + "]}", "'messages'", caps);
    refused("{" + MESSAGES + ",\"tools\":[{}]}", "'tools'", caps);
    refused("{" + MESSAGES + ",\"n\":2}", "'n'", caps);
    refused("{" + MESSAGES + ",\"max_tokens\":11}", "'max_tokens'", caps);
    assertThat(OpenAiRequestBody.read(utf8("{" + MESSAGES + ",\"max_tokens\":10}"), caps))
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
