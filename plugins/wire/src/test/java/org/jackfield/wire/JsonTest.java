package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

class JsonTest {
  @Test
  void nesting_numbers_and_names_are_limited() {
    String deep = "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1);

    assertThatThrownBy(() -> Json.tree(deep)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> Json.tree("1".repeat(101))).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> Json.tree("{\"" + "n".repeat(1_001) + "\":1}"))
        .isInstanceOf(JacksonException.class);
    assertThat(Json.tree(deep.substring(1, deep.length() - 1)).isArray()).isTrue();
  }

  @Test
  void json_that_is_none_is_refused() {
    assertThatThrownBy(() -> Json.tree("{'a':1}")).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> Json.tree("NaN")).isInstanceOf(JacksonException.class);
    assertThat(Json.find("<html>".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(Json.find(new byte[0])).isEmpty();
  }

  @Test
  void a_value_inside_another_is_read_from_a_parser_that_goes_on() {
    byte[] json = "{\"a\":{\"b\":[1]},\"c\":2}".getBytes(StandardCharsets.UTF_8);
    try (JsonParser parser = Json.parser(json, 0, json.length)) {
      parser.nextToken();
      parser.nextName();
      parser.nextToken();

      assertThat(Json.tree(parser)).hasToString("{\"b\":[1]}");
      assertThat(parser.nextName()).isEqualTo("c");
    }
    assertThatThrownBy(() -> Json.tree("{} {}")).isInstanceOf(JacksonException.class);
  }

  @Test
  void quoting_escapes_what_must_be() {
    assertThat(Json.quote("a\"b\\c\n\u0001ü")).isEqualTo("\"a\\\"b\\\\c\\n\\u0001ü\"");
  }

  @Test
  void fields_of_the_wrong_type_count_as_absent() {
    JsonNode node = Json.tree("{\"text\":\"x\",\"whole\":7,\"real\":7.5,\"none\":null}");

    assertThat(Json.text(node, "text")).contains("x");
    assertThat(Json.text(node, "whole")).isEmpty();
    assertThat(Json.integer(node, "whole")).hasValue(7);
    assertThat(Json.integer(node, "real")).isEmpty();
    assertThat(Json.absent(node.get("none"))).isTrue();
    assertThat(Json.absent(node.get("missing"))).isTrue();
  }

  @Test
  void numbers_keep_all_their_digits() {
    for (String number :
        new String[] {"0.12345678901234567890123", "0.10", "12345678901234567890123", "1E+400"}) {
      assertThat(Json.tree("{\"a\":" + number + "}")).hasToString("{\"a\":" + number + "}");
    }
    assertThat(Json.tree("1e2")).as("the same number").hasToString("1E+2");
  }

  @Test
  void an_exponent_beyond_all_measure_is_refused_and_not_computed() {
    assertThatThrownBy(() -> Json.tree("1e99999999999")).isInstanceOf(JacksonException.class);
  }
}
