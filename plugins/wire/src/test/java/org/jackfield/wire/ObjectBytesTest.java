package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;

/** Changes to a JSON object leave every byte as it was that they are not about. */
class ObjectBytesTest {
  private static final String BODY =
      "{ \"a\" : \"\\u0041\",\n\"b\":[ {\"x\":1}, 2.50 ,\"ü\"],\t\"c\":null }";

  @Test
  void fields_are_read_where_they_lie() {
    ObjectBytes object = scan(BODY);

    assertThat(object.names()).containsExactly("a", "b", "c");
    assertThat(object.json("a")).contains("\"\\u0041\"");
    assertThat(object.node("a").orElseThrow().stringValue()).isEqualTo("A");
    assertThat(object.node("c")).isEmpty();
    assertThat(object.elements("b")).containsExactly("{\"x\":1}", "2.50", "\"ü\"");
    assertThat(object.elements("a")).isEmpty();
    assertThat(object.json("d")).isEmpty();
  }

  @Test
  void a_field_is_replaced_in_place_added_last_and_taken_out() {
    ObjectBytes object = scan(BODY);

    assertThat(text(object.with("b", "7")))
        .isEqualTo("{ \"a\" : \"\\u0041\",\n\"b\":7,\t\"c\":null }");
    assertThat(text(object.with("d", "[]"))).isEqualTo(BODY.replace("null }", "null,\"d\":[] }"));
    assertThat(text(object.without("a")))
        .isEqualTo("{ \"b\":[ {\"x\":1}, 2.50 ,\"ü\"],\t\"c\":null }");
    assertThat(text(object.without("c"))).isEqualTo(BODY.replace(",\t\"c\":null", ""));
    assertThat(text(scan("{}").with("a", "1").with("b", "2").without("a"))).isEqualTo("{\"b\":2}");
  }

  @Test
  void what_changes_nothing_is_the_very_same() {
    ObjectBytes object = scan(BODY);

    assertThat(object.with("a", "\"\\u0041\"")).isSameAs(object);
    assertThat(object.without("d")).isSameAs(object);
  }

  @Test
  void the_reader_sees_every_field_that_says_something() {
    List<String> seen = new ArrayList<>();

    new ObjectScanner(utf8(BODY), Json.MAX_DEPTH)
        .scan((parser, name, token) -> seen.add(name + " " + token.isStructStart()));

    assertThat(seen).containsExactly("a false", "b true");
  }

  @Test
  void what_would_route_or_overload_is_refused() {
    refused("{\"api_key\":1}", "'api_key' is not allowed");
    refused("{\"apiKey\":1}", "'apiKey' is not allowed");
    refused(
        "{\"extra_body\":{\"google\":{},\"API_BASE\":1}}", "'extra_body.API_BASE' is not allowed");
    assertThat(scan("{\"extra_body\":{\"google\":{\"a\":[1]}},\"b\":2}").names())
        .containsExactly("extra_body", "b");
    refused("{\"a\":1,\"a\":2}", "'a' is there twice");
    refused("{\"a\":[[[1]]]}", "'a' must be nested no deeper than 3");
    refused("{\"a\":1} x", "not valid JSON");
  }

  private static void refused(String body, String named) {
    assertThatThrownBy(() -> new ObjectScanner(utf8(body), 3).scan((parser, name, token) -> {}))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(error.message()).contains(named);
            });
  }

  private static ObjectBytes scan(String body) {
    return new ObjectScanner(utf8(body), Json.MAX_DEPTH).scan((parser, name, token) -> {});
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ObjectBytes object) {
    return new String(object.bytes(), StandardCharsets.UTF_8);
  }
}
