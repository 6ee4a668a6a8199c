package org.jackfield.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no file /srv/models/a.gguf here|no file **** here",
        "no file ~/models/a.gguf here|no file **** here",
        "no file C:\\models\\a.gguf here|no file **** here",
        "set JACKFIELD_MIRROR to it|set **** to it",
        "at http://u:p@gpu.example:8000/v1?key=x now|at **** now",
        "java.lang.IllegalStateException: no|****: no",
        "org.jackfield.plugin.llamacpp.ffm.LlamaModel$Inner failed|**** failed",
        "at localhost:11434 now|at **** now",
        "the key sk-abcdefgh1234 is|the key **** is",
      })
  void what_tells_of_the_machine_is_masked(String text, String shown) {
    assertThat(ClientText.of(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'messages[0].content' must be a string or an array of parts.",
        "The prompt has 5000 tokens and the answer 100; 4096 fit.",
        "Model 'Qwen/Qwen3-8B' does not take images and/or audio.",
        "'temperature' must be a number from 0 to 2.",
        "'response_format.json_schema.schema' must be a JSON Schema.",
        "The body must be application/json.",
      })
  void what_is_about_the_request_stays(String text) {
    assertThat(ClientText.of(text)).isEqualTo(text);
  }
}
