package org.jackfield.engine.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.assertj.core.api.Assertions;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.ResponseFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers hold to a format, and which schemas are taken. */
@Timeout(60)
final class AnswerFormatTest {
  private static AnswerFormat json() {
    return format(ResponseFormat.json());
  }

  private static AnswerFormat schema(String schema) {
    return format(ResponseFormat.jsonSchema("answer", schema, true));
  }

  private static AnswerFormat format(ResponseFormat format) {
    ChatRequest request =
        ChatRequest.builder().message(Message.user("Hi")).responseFormat(format).build();
    return AnswerFormat.of(request).orElseThrow();
  }

  private static String refused(String schema) {
    BackendException error =
        Assertions.catchThrowableOfType(BackendException.class, () -> schema(schema));
    assertThat(error).as("the refusal of %.80s", schema).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error.parameter()).contains("response_format");
    return error.message();
  }

  @Test
  void a_request_for_any_text_has_no_format() {
    assertThat(AnswerFormat.of(ChatRequest.builder().message(Message.user("Hi")).build()))
        .isEmpty();
  }

  @Test
  void json_is_one_value_and_white_space_around_it() {
    assertThat(json().faults(" {\"a\": [1, null]}\n\n \n")).isEmpty();
    assertThat(json().faults("{\"a\":1} {\"b\":2}"))
        .containsExactly("it is not JSON from line 1, column 9 on");
    assertThat(json().faults("{\"a\": 1,")).singleElement().asString().startsWith("it is not JSON");
    assertThat(json().faults(" \n")).containsExactly("it is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1, 2]", "\"text\"", "12", "true", "null"})
  void json_without_a_schema_is_an_object_and_no_other_value(String answer) {
    assertThat(json().faults(answer)).containsExactly("it is JSON, and no JSON object");
  }

  @Test
  void only_a_schema_of_objects_goes_with_the_json_of_a_backend_that_knows_no_schema() {
    Capabilities jsonAlone = Capabilities.of(Capability.JSON);
    ChatRequest request = ChatRequest.builder().message(Message.user("Hi")).build();

    assertThat(schema("{\"type\":\"object\"}").asked(request, jsonAlone).responseFormat())
        .isEqualTo(ResponseFormat.json());
    for (String other : new String[] {"{\"type\":\"array\"}", "{\"enum\":[1]}", "{}"}) {
      assertThat(schema(other).asked(request, jsonAlone).responseFormat())
          .isEqualTo(ResponseFormat.text());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://json-schema.org/draft/2020-12/schema",
        "http://json-schema.org/draft-07/schema#"
      })
  void a_format_is_a_remark_and_not_checked(String draft) {
    AnswerFormat day =
        schema("{\"$schema\":\"" + draft + "\",\"type\":\"string\",\"format\":\"date\"}");

    assertThat(day.faults("\"no date\"")).isEmpty();
  }

  @Test
  void what_is_not_json_is_told_by_its_place_and_not_by_its_words() {
    assertThat(json().faults("{\"name\":\n  Confidential}"))
        .singleElement()
        .asString()
        .startsWith("it is not JSON from line 2, column ")
        .doesNotContain("Confidential");
  }

  @Test
  void an_answer_is_measured_by_the_schema_and_each_fault_has_its_pointer() {
    AnswerFormat format =
        schema(
            """
            {"type": "object", "required": ["name", "items"], "additionalProperties": false,
             "properties": {
               "name": {"type": "string", "pattern": "^[A-Z]\\\\w+$"},
               "items": {"type": "array", "items": {"$ref": "#/$defs/item"}}},
             "$defs": {"item": {"type": "object", "properties": {"a/b": {"type": "integer"}}}}}
            """);

    assertThat(format.faults("{\"name\":\"Ada\",\"items\":[{\"a/b\":1}]}")).isEmpty();
    assertThat(format.faults("{\"name\":\"ada\",\"items\":[{},{\"a/b\":\"x\"}],\"more\":1}"))
        .containsExactlyInAnyOrder(
            "at /name: does not match the regex pattern ^[A-Z]\\w+$",
            "at /items/1/a~1b: string found, integer expected",
            "at the top: property 'more' is not defined in the schema and the schema does not"
                + " allow additional properties");
    assertThat(format.faults("[]")).containsExactly("at the top: array found, object expected");
  }

  @Test
  void a_schema_may_call_itself_for_values_inside_of_values() {
    AnswerFormat tree =
        schema(
            """
            {"type": "object", "properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}},
             "additionalProperties": false}
            """);

    assertThat(tree.faults("{\"left\":{\"right\":{}},\"right\":{}}")).isEmpty();
    assertThat(tree.faults("{\"left\":{\"right\":{\"x\":1}}}"))
        .singleElement()
        .asString()
        .startsWith("at /left/right: property 'x' is not defined");
    assertThat(tree.faults("{\"left\":".repeat(90) + "{}" + "}".repeat(90))).isEmpty();
  }

  @Test
  void the_draft_that_a_schema_names_is_the_one_that_counts() {
    AnswerFormat seven =
        schema(
            """
            {"$schema": "http://json-schema.org/draft-07/schema#",
             "items": [{"type": "string"}], "definitions": {}}
            """);

    assertThat(seven.faults("[1]")).containsExactly("at /0: integer found, string expected");
    assertThat(refused("{\"$schema\":\"https://example.org/mine\"}"))
        .contains("at /$schema: it must be one of [http://json-schema.org/draft-04/schema,");
  }

  @Test
  void what_only_looks_like_a_rule_in_data_is_data() {
    AnswerFormat format =
        schema("{\"const\":{\"$ref\":\"http://127.0.0.1/x\",\"pattern\":\"(?=\"}}");

    assertThat(format.faults("{\"$ref\":\"http://127.0.0.1/x\",\"pattern\":\"(?=\"}")).isEmpty();
    assertThat(
            schema("{\"properties\":{\"$ref\":{\"type\":\"string\"},\"pattern\":{}}}")
                .faults("{\"$ref\":1}"))
        .containsExactly("at /$ref: integer found, string expected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"strng\"} | at /type: ",
        "{\"properties\":{\"a\":{\"minLength\":-1}}} | at /properties/a/minLength: must have a minimum",
        "{\"required\":\"name\"} | at /required: string found, array expected",
        "{\"$ref\":\"#/$defs/x\"} | cannot be resolved",
        "{\"pattern\":\"(a\"} | at /pattern: the regular expression cannot be checked",
        "{\"pattern\":\"(?=a)b\"} | at /pattern: the regular expression cannot be checked in linear",
        "{\"patternProperties\":{\"(a)\\\\1\":{}}} | at /patternProperties/(a)\\1: the regular",
        "[] | array found",
        "{\"a\": | it is not JSON from line 1",
      })
  void a_schema_that_is_wrong_is_refused_with_place_and_reason(String schema, String reason) {
    assertThat(refused(schema))
        .startsWith("'response_format' has a schema that cannot be used: ")
        .contains(reason.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\":\"#\"}",
        "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}},"
            + "\"$ref\":\"#/$defs/a\"}",
        "{\"allOf\":[{\"$ref\":\"#\"}]}",
      })
  void a_reference_that_leads_back_to_itself_is_refused(String schema) {
    assertThat(refused(schema)).contains("a '$ref' may lead back to itself");
  }

  @Test
  void a_reference_to_itself_that_only_some_answers_reach_is_the_schema_s_fault() {
    AnswerFormat format =
        schema(
            "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}},"
                + "\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}}}");

    assertThat(format.faults("{\"b\":1}")).isEmpty();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> format.faults("{\"a\":1}"))
        .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
  }

  @Test
  void nothing_is_loaded_from_anywhere(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("s.json"), "{\"type\":\"string\"}");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String there = "http://127.0.0.1:" + server.getLocalPort() + "/s.json";
      for (String target :
          List.of(there, file.toUri().toString(), "classpath:draft-07/schema", "s.json")) {
        for (String keyword : List.of("$ref", "$dynamicRef", "$recursiveRef")) {
          assertThat(refused("{\"properties\":{\"a\":{\"" + keyword + "\":\"" + target + "\"}}}"))
              .contains("at /properties/a/" + keyword + ": only references inside of the schema");
        }
      }
      assertThat(refused("{\"$schema\":\"" + there + "\"}")).contains("at /$schema");
      refused("{\"$id\":\"" + there + "\",\"$ref\":\"#/nowhere\"}");

      server.setSoTimeout(1);
      Assertions.assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
    }
  }

  @Test
  void a_schema_of_10_megabytes_or_of_great_depth_is_refused_at_once() {
    assertThat(refused("{\"description\":\"" + "x".repeat(10_000_000) + "\"}"))
        .contains("characters; at most 262144 are taken");
    assertThat(refused("{\"not\":".repeat(5_000) + "{}" + "}".repeat(5_000)))
        .contains("it is nested deeper than 100 levels");
  }

  @Test
  void an_answer_of_great_depth_is_refused() {
    assertThat(json().faults("[".repeat(100_000))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"^(a+)+$", "^(a|a)*$", "^(a?b?){30}z", "(.*)*=", "(a?|b?)(a?|b?)*z"})
  void a_regular_expression_that_would_explode_takes_no_time(String regex) {
    AnswerFormat format = schema("{\"type\":\"string\",\"pattern\":\"" + regex + "\"}");

    long start = System.nanoTime();
    assertThat(format.faults("\"" + "a".repeat(20_000) + "!\"")).hasSize(1);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{100}){100}){100}",
        "(a?|b?){3000}",
        "(((a{1000}){1000}){1000}){1000}",
        "([a-z]{1,999}x){999}"
      })
  void a_regular_expression_that_is_huge_when_written_out_is_refused(String regex) {
    assertThat(refused("{\"pattern\":\"" + regex + "\"}")).contains("too large");
  }

  @Test
  void common_regular_expressions_of_schemas_are_taken() {
    for (String regex :
        List.of(
            "^\\\\d{4}-\\\\d{2}-\\\\d{2}$",
            "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
            "^[\\\\w.+-]+@[\\\\w-]+\\\\.[\\\\w.-]+$",
            "^\\\\u00e9\\\\/[^\\\\]]{1,64}$",
            "^(red|green){1,3}$",
            "^\\\\p{L}{2}$")) {
      assertThat(schema("{\"pattern\":\"" + regex + "\"}").faults("\"\"")).hasSize(1);
    }
    assertThat(schema("{\"pattern\":\"^\\\\u00e9+$\"}").faults("\"éé\"")).isEmpty();
  }

  @Test
  void matching_has_a_limit_for_the_whole_answer() {
    AnswerFormat format = schema("{\"items\":{\"pattern\":\"^(a{1,900}b){2}$\"}}");
    String item = "\"" + "a".repeat(1_000) + "\"";

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> format.faults("[" + (item + ",").repeat(100) + item + "]"))
        .withMessageContaining("too long");
  }

  @Test
  void a_number_of_a_billion_digits_is_no_number_and_costs_nothing() {
    AnswerFormat format = schema("{\"items\":{\"type\":\"number\",\"multipleOf\":3}}");

    assertThat(format.faults("[9007199254740990, 6.0]")).isEmpty();
    assertThat(format.faults("[1e999999999, -1e999999999]")).hasSize(2);
    assertThat(format.faults("[4]")).hasSize(1);
  }

  @Test
  void faults_are_few_and_short() {
    AnswerFormat format = schema("{\"items\":{\"type\":\"string\"},\"uniqueItems\":true}");

    assertThat(format.faults("[" + "1,".repeat(2_000) + "1]"))
        .hasSize(10)
        .allSatisfy(fault -> assertThat(fault).hasSizeLessThan(500));
  }

  @Test
  void keywords_that_nobody_knows_are_passed_over_in_silence() {
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            logged.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      AnswerFormat format =
          schema(
              "{\"nullable\":true,\"x\\nforged line\":1,\"$ref\":\"#/components/n\","
                  + "\"components\":{\"n\":{\"type\":\"integer\"}}}");

      assertThat(format.faults("true")).hasSize(1);
      assertThat(logged).isEmpty();
    } finally {
      root.removeHandler(handler);
    }
  }
}
