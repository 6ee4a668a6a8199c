package org.jackfield.anthropicwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas in the words that the API takes in an output format. */
class ClosedSchemaTest {
  private static final Capabilities CLOSED =
      Capabilities.of(Capability.JSON_SCHEMA).withTrait("schema", "closed");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"type\": \"object\",  \"properties\": {\"n\": {\"type\":\"number\",\"default\":1.50}},"
            + " \"required\": [\"n\"], \"additionalProperties\": false }",
        "{\"type\":\"array\" , \"minItems\":1, \"items\":{\"type\":\"string\",\"format\":\"uuid\"}}",
        "{\"type\":\"string\" , \"pattern\":\"^(a|b)[0-9]{1,3}\\\\d\\\\w+$\"}",
        "{\"anyOf\":[ {\"$ref\":\"#/$defs/a\"},{\"const\":1}],\"$defs\":{\"a\":{\"enum\":[\"x\"]}}}",
        "{\"type\":\"object\" , \"additionalProperties\":true}",
        "{ }",
      })
  void a_schema_that_needs_no_change_keeps_its_bytes(String schema) {
    assertThat(ClosedSchema.of(schema)).isSameAs(schema);
  }

  @Test
  void objects_that_say_nothing_of_other_fields_are_closed_wherever_they_are() {
    becomes(
        """
        {"type":"object","properties":{
           "properties":{"type":["object","null"],"properties":{"a":{"type":"string"}}},
           "list":{"type":"array","items":{"type":"object","properties":{"b":{"type":"null"}}}},
           "one":{"anyOf":[{"type":"object","properties":{"c":{"type":"boolean"}}}]}},
         "$defs":{"d":{"type":"object","properties":{"e":{"type":"integer"}}}}}
        """,
        """
        {"type":"object","properties":{
           "properties":{"type":["object","null"],"properties":{"a":{"type":"string"}},
             "additionalProperties":false},
           "list":{"type":"array","items":{"type":"object","properties":{"b":{"type":"null"}},
             "additionalProperties":false}},
           "one":{"anyOf":[{"type":"object","properties":{"c":{"type":"boolean"}},
             "additionalProperties":false}]}},
         "$defs":{"d":{"type":"object","properties":{"e":{"type":"integer"}},
             "additionalProperties":false}},
         "additionalProperties":false}
        """);
  }

  @Test
  void bounds_and_other_words_that_are_refused_become_a_description() {
    becomes(
        """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
         "additionalProperties":false,"properties":{
           "minimum":{"description":"The age.","type":"integer","minimum":0,"maximum":150},
           "s":{"type":"string","minLength":1,"maxLength":9,"format":"idn-email"},
           "w":{"type":"string","pattern":"\\\\bword\\\\b"},
           "r":{"type":"string","pattern":"^a{1,1000}$"},
           "l":{"type":"array","items":{"type":"number","multipleOf":0.50},"minItems":2,
             "maxItems":3,"uniqueItems":true}}}
        """,
        """
        {"type":"object","additionalProperties":false,"properties":{
           "minimum":{"description":"The age.\\n\\n{minimum: 0, maximum: 150}","type":"integer"},
           "s":{"type":"string","description":"{minLength: 1, maxLength: 9, format: \\"idn-email\\"}"},
           "w":{"type":"string","description":"{pattern: \\"\\\\\\\\bword\\\\\\\\b\\"}"},
           "r":{"type":"string","description":"{pattern: \\"^a{1,1000}$\\"}"},
           "l":{"type":"array","items":{"type":"number","description":"{multipleOf: 0.50}"},
             "description":"{minItems: 2, maxItems: 3, uniqueItems: true}"}}}
        """);
  }

  @Test
  void one_of_several_is_any_of_them_and_a_reference_stands_alone() {
    becomes(
        """
        {"oneOf":[{"type":"integer","minimum":1},{"$ref":"#/definitions/a","description":"An a."}],
         "definitions":{"a":{"type":"string"}}}
        """,
        """
        {"anyOf":[{"type":"integer","description":"{minimum: 1}"},{"$ref":"#/definitions/a"}],
         "definitions":{"a":{"type":"string"}}}
        """);
    becomes(
        "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"type\":\"string\",\"maxLength\":3}}}",
        "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"type\":\"string\","
            + "\"description\":\"{maxLength: 3}\"}}}");
  }

  @Test
  void what_is_data_stays_as_it_is() {
    becomes(
        "{\"const\":{\"minimum\":1,\"properties\":{}},\"title\":\"t\",\"minProperties\":1}",
        "{\"const\":{\"minimum\":1,\"properties\":{}},\"title\":\"t\","
            + "\"description\":\"{minProperties: 1}\"}");
  }

  private static void becomes(String schema, String closed) {
    assertThat(ClosedSchema.of(schema)).isEqualTo(Json.tree(closed).toString());
  }

  @Test
  void only_a_model_that_wants_it_so_is_asked_so() {
    String schema = "{\"type\": \"object\", \"properties\": {\"n\": {\"const\": 1}}}";

    assertThat(written(schema, CLOSED))
        .contains(
            "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":"
                + "{\"type\":\"object\",\"properties\":{\"n\":{\"const\":1}},"
                + "\"additionalProperties\":false}}}");
    assertThat(written(schema, Capabilities.of()))
        .contains("{\"type\":\"json_schema\",\"schema\":" + schema + "}");
    assertThat(written(schema, Capabilities.of().withTrait("schema", "tool")))
        .contains("\"input_schema\":" + schema);
    assertThatThrownBy(() -> written("{broken", CLOSED))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("schema 'n'");
  }

  private static String written(String schema, Capabilities model) {
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.user("Count."))
            .responseFormat(ResponseFormat.jsonSchema("n", schema, true))
            .build();
    TestingAttempt attempt = TestingAttempt.unlimited().of(model);
    return new String(
        new AnthropicRequestWriter(request, "claude", attempt).chat("m", thinking -> 9),
        StandardCharsets.UTF_8);
  }
}
