package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.BackendException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A prompt template named in a request body. */
class OpenAiPromptTest {
  private static OpenAiRequestBody body(String json) {
    return OpenAiRequestBody.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(OpenAiRequestBody body) {
    return new String(body.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void it_is_read_with_its_variables_as_texts() {
    OpenAiPrompt prompt =
        body("""
                {"prompt": {"id": "rag", "version": "2", "variables":
                  {"text": "a {b} \\"c\\"", "n": 3, "x": 1.5, "yes": true, "list": ["a", 1, false]}}}
                """)
            .prompt();

    assertThat(prompt.id()).isEqualTo("rag");
    assertThat(prompt.version()).contains("2");
    assertThat(prompt.variables())
        .isEqualTo(
            Map.of(
                "text", List.of("a {b} \"c\""),
                "n", List.of("3"),
                "x", List.of("1.5"),
                "yes", List.of("true"),
                "list", List.of("a", "1", "false")));
    assertThat(body("{\"prompt\":{\"id\":\"p\",\"version\":null}}").prompt().version()).isEmpty();
  }

  @Test
  void no_upstream_sees_it_and_all_else_keeps_its_bytes() {
    OpenAiRequestBody body = body("{ \"model\":\"m\", \"prompt\":{\"id\":\"p\"},  \"odd\" :1.0}");
    assertThat(body.prompted()).isTrue();
    assertThat(text(body.withoutPrompt()))
        .isEqualTo("{ \"model\":\"m\",  \"odd\" :1.0,\"messages\":[]}");
    assertThat(body.withoutPrompt().prompted()).isFalse();
    assertThat(body.withoutPrompt().request().messages()).isEmpty();

    String messages = "\"messages\": [{\"role\":\"user\",\"content\":\"Hi\"}]";
    assertThat(text(body("{\"prompt\":{\"id\":\"p\"}," + messages + "}").withoutPrompt()))
        .isEqualTo("{" + messages + "}");
  }

  @Test
  void a_prompt_that_is_a_text_is_no_template_and_goes_its_way() {
    OpenAiRequestBody body =
        body("{\"prompt\":\"Hi\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(body.prompted()).isFalse();
    assertThat(body.decode().build().extensions().names()).containsExactly("prompt");
    assertThatThrownBy(() -> body("{\"prompt\":\"Hi\"}")).hasMessage("'messages' is missing.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                    | 'prompt.id' is missing.
          {"id": 1}                             | 'prompt.id' must be a string.
          {"id": "p", "vars": {}}               | 'prompt' has no field 'vars': id, version, variables.
          {"id": "p", "version": {}}            | 'prompt.version' must be a string.
          {"id": "p", "variables": []}          | 'prompt.variables' must be an object.
          {"id": "p", "variables": {"a": null}} | 'prompt.variables.a' must be a string, a number, true or false, or an array of these.
          {"id": "p", "variables": {"a": [{}]}} | 'prompt.variables.a' must be a string, a number, true or false, or an array of these.
          """)
  void what_is_no_template_is_refused_with_its_field(String prompt, String message) {
    OpenAiRequestBody body = body("{\"prompt\":" + prompt + "}");
    assertThatThrownBy(body::prompt).isInstanceOf(BackendException.class).hasMessage(message);
  }

  @Test
  void without_a_template_there_must_still_be_a_message() {
    assertThatThrownBy(() -> body("{\"messages\":[]}"))
        .hasMessage("'messages' must have at least one entry.");
    assertThat(body("{\"messages\":[],\"prompt\":{\"id\":\"p\"}}").prompted()).isTrue();
  }
}
