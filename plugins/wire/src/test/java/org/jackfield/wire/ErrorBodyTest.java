package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Shapes of error bodies, as recorded from real servers. */
class ErrorBodyTest {
  @Test
  void an_error_object_has_its_text_and_its_fields() {
    ErrorBody error =
        read("{\"error\":{\"message\":\"no\",\"type\":\"x\",\"code\":404,\"p\":null}}");

    assertThat(error.message()).isEqualTo("no");
    assertThat(error.field("type")).isEqualTo("x");
    assertThat(error.field("code")).isEqualTo("404");
    assertThat(error.field("p")).isEmpty();
    assertThat(error.field("absent")).isEmpty();
    assertThat(error.structured()).isTrue();
  }

  @Test
  void every_other_shape_gives_its_text() {
    said("{\"error\":\"Unauthorized\"}", "Unauthorized", true);
    said("[{\"error\":{\"message\":\"in a list\"}}]", "in a list", true);
    said("{\"object\":\"error\",\"message\":\"flat\"}", "flat", true);
    said("{\"error\":null,\"message\":\"beside null\"}", "beside null", true);
    said("{\"detail\":\"Not Found\"}", "Not Found", false);
    said("{\"detail\":[{\"loc\":1}]}", "[{\"loc\":1}]", false);
    said("{\"detail\":null}", "", false);
    said("404 page not found\n", "404 page not found", false);
    said("{\"error\":{\"mess", "{\"error\":{\"mess", false);
    said(" <html><h1>Bad Gateway", "", false);
    said("[]", "", false);
    said("{}", "", false);
    said("", "", false);
  }

  @Test
  void text_is_the_last_resort_and_knows_the_servers_phrases() {
    assertThat(error("the input length exceeds the context length").saysTooLong()).isTrue();
    assertThat(error("This model's maximum context is 8").saysTooLong()).isTrue();
    assertThat(error("the request context was lost").saysTooLong()).isFalse();
    assertThat(error("\"m\" does not support thinking").saysUnsupported()).isTrue();
    assertThat(error("[json.exception.parse_error.101]").saysMalformed()).isTrue();
    assertThat(error("model runner has crashed").saysMalformed()).isFalse();
  }

  private static void said(String body, String message, boolean structured) {
    assertThat(read(body).message()).as(body).isEqualTo(message);
    assertThat(read(body).structured()).as(body).isEqualTo(structured);
  }

  private static ErrorBody error(String text) {
    return read("{\"error\":" + Json.quote(text) + "}");
  }

  private static ErrorBody read(String body) {
    return ErrorBody.read(body.getBytes(StandardCharsets.UTF_8));
  }
}
