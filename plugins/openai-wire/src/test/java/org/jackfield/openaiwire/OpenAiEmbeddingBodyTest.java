package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.operation.EmbeddingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests for embeddings as clients send them, and their answers. */
class OpenAiEmbeddingBodyTest {
  private static OpenAiEmbeddingBody read(String json) {
    return OpenAiEmbeddingBody.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_text_or_several_are_read_in_order() {
    assertThat(read("{\"model\":\"m\",\"input\":\"one\"}").request().texts())
        .containsExactly("one");
    OpenAiEmbeddingBody several =
        read("{\"input\":[\"one\",\"two\"],\"dimensions\":3,\"user\":\"u\"}");
    assertThat(several.request().texts()).containsExactly("one", "two");
    assertThat(several.request().model()).isEmpty();
    assertThat(several.request().dimensions()).hasValue(3);
    assertThat(several.base64()).isFalse();
  }

  /** The base64 is what Python's struct.pack("&lt;3f", 0.5, -1, 2) gives. */
  @Test
  void vectors_are_written_as_the_client_wants_them() {
    EmbeddingResult result =
        EmbeddingResult.of(
            "m",
            List.of(new float[] {0.5f, -1f, 2f}),
            Usage.UNKNOWN.withInput(4).with(Usage.Origin.REPORTED));

    assertThat(read("{\"input\":\"x\",\"encoding_format\":\"float\"}").answer(result))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
                + "[0.5,-1.0,2.0]}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":4,"
                + "\"total_tokens\":4}}");
    assertThat(read("{\"input\":\"x\",\"encoding_format\":\"base64\"}").answer(result))
        .asString(StandardCharsets.UTF_8)
        .contains("\"embedding\":\"AAAAPwAAgL8AAABA\"");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | input | INVALID_REQUEST",
        "{\"input\":[]} | input | INVALID_REQUEST",
        "{\"input\":5} | input | INVALID_REQUEST",
        "{\"input\":[1,2]} | input | UNSUPPORTED",
        "{\"input\":[[1],[2]]} | input | UNSUPPORTED",
        "{\"input\":[\"a\",{}]} | input[1] | INVALID_REQUEST",
        "{\"input\":\"a\",\"model\":1} | model | INVALID_REQUEST",
        "{\"input\":\"a\",\"dimensions\":0} | dimensions | INVALID_REQUEST",
        "{\"input\":\"a\",\"dimensions\":\"3\"} | dimensions | INVALID_REQUEST",
        "{\"input\":\"a\",\"encoding_format\":\"hex\"} | encoding_format | INVALID_REQUEST",
        "{\"input\":\"a\",\"colour\":1} | colour | INVALID_REQUEST",
      })
  void what_is_wrong_is_named(String json, String field, ErrorCode code) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.parameter()).contains(field);
            });
  }

  @Test
  void a_request_does_not_choose_where_it_goes() {
    assertThatThrownBy(() -> read("{\"input\":\"a\",\"api_base\":\"http://x\"}"))
        .hasMessageContaining("api_base");
    assertThatThrownBy(() -> read("[1]")).hasMessageContaining("JSON object");
    assertThatThrownBy(() -> read("{\"input\"")).hasMessageContaining("not valid JSON");
  }
}
