package org.jackfield.testkit.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void values_are_found_by_their_pointer() {
    Json json = Json.parse("{\"a\":[1,{\"b/c\":\"d\\u00e9\\n\"}],\"t\":true,\"n\":null}");

    assertThat(json.at("/a/1/b~1c").text()).isEqualTo("d\u00e9\n");
    assertThat(json.at("/a/0")).isEqualTo(Json.parse("1.0e0"));
    assertThat(json.find("/a/2")).isEmpty();
    assertThat(json.find("/a/x")).isEmpty();
    assertThat(json.find("/t/x")).isEmpty();
    assertThat(json.at("")).isEqualTo(json);
    assertThatThrownBy(() -> json.at("/missing"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("/missing");
  }

  @Test
  void equality_is_by_content() {
    assertThat(Json.parse(" { \"a\" : 1 , \"b\" : [ ] } "))
        .isEqualTo(Json.parse("{\"b\":[],\"a\":1.00}"))
        .isNotEqualTo(Json.parse("{\"b\":[],\"a\":2}"));
  }

  @Test
  void printing_and_parsing_agree() {
    String text = "{\"a\":[1,2.5,\"x\\\"\\\\\\u0001\",false,null,{}]}";

    assertThat(Json.parse(text)).hasToString(text);
    assertThat(Json.parse(Json.quote("a\"b\\c\n\t"))).isEqualTo(new Json.Text("a\"b\\c\n\t"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\"}",
        "01",
        "1.",
        "nul",
        "\"\u0001\"",
        "\"\\x\"",
        "\"\\u12\"",
        "1 2",
        "{\"a\":1,\"a\":2}",
        "'a'",
        "+1",
        "\"open"
      })
  void what_is_not_json_is_refused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
