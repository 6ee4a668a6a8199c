package org.jackfield.engine.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language of prompt templates. */
class PromptTextTest {
  private static final Map<String, String> VALUES = Map.of("a", "A", "b", "{a}", "x_1", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plain                | plain
          {a}                  | A
          <{a}{a}>             | <AA>
          {{a}}                | {a}
          {{{a}}}              | {A}
          {{"k": "{a}"}}       | {"k": "A"}
          {{}}                 | {}
          {x_1}.               | .
          $${a} ${a} \\{a}     | $$A $A \\A
          %s {{0}} <#if {b}>   | %s {0} <#if {a}>
          """)
  void a_name_in_braces_is_a_value_and_doubled_braces_are_braces(String text, String rendered) {
    assertThat(PromptText.parse(text).render(VALUES)).isEqualTo(rendered);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a": 1}    | 0 | '{"a": 1}' is not a variable. | Write {name} for a variable; a brace that is text is doubled: {{ and }}.
          say { a }   | 4 | '{ a }' is not a variable.    | Write {a}, without spaces.
          {}          | 0 | '{}' is not a variable.       | Write {name} for a variable; a brace that is text is doubled: {{ and }}.
          {a.b}       | 0 | '{a.b}' is not a variable.    | Write {name} for a variable; a brace that is text is doubled: {{ and }}.
          {1a}        | 0 | '{1a}' is not a variable.     | Write {name} for a variable; a brace that is text is doubled: {{ and }}.
          {a:>10}     | 0 | '{a:>10}' is not a variable.  | Write {name} for a variable; a brace that is text is doubled: {{ and }}.
          {a          | 0 | A '{' is not closed by '}'.   | Write {name} for a variable, and {{ for the text '{'.
          {a} }       | 4 | A '}' stands alone.           | Write }} for the text '}'.
          {{{a}}      | 5 | A '}' stands alone.           | Write }} for the text '}'.
          """,
      quoteCharacter = '`')
  void any_other_brace_is_an_error_that_says_what_to_write(
      String text, int offset, String problem, String hint) {
    PromptSyntaxException error =
        catchThrowableOfType(PromptSyntaxException.class, () -> PromptText.parse(text));
    assertThat(error).isNotNull();
    assertThat(error.problem()).isEqualTo(problem);
    assertThat(error.hint()).isEqualTo(hint);
    assertThat(error.offset()).isEqualTo(offset);
  }

  @Test
  void a_text_has_a_longest_length() {
    String most = "x".repeat(PromptText.MAX_CHARACTERS);
    assertThat(PromptText.parse(most).source()).isEqualTo(most);
    PromptSyntaxException error =
        catchThrowableOfType(PromptSyntaxException.class, () -> PromptText.parse(most + "x"));
    assertThat(error.problem()).contains("65536").contains("65537");
  }

  /**
   * For any text pieces and any values, also values that look like templates: the pieces come out
   * as they are, with the values between them as they are.
   */
  @RepeatedTest(200)
  void values_are_inserted_as_they_are_whatever_they_look_like(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    StringBuilder template = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    Map<String, String> values =
        Map.of("a", anyText(random), "b", anyText(random), "c", anyText(random));
    List<String> names = List.copyOf(values.keySet());
    for (int piece = random.nextInt(12); piece >= 0; piece--) {
      if (random.nextBoolean()) {
        String text = anyText(random);
        template.append(text.replace("{", "{{").replace("}", "}}"));
        expected.append(text);
      } else {
        String name = names.get(random.nextInt(names.size()));
        template.append('{').append(name).append('}');
        expected.append(values.get(name));
      }
    }
    PromptText text = PromptText.parse(template.toString());
    assertThat(text.render(values)).isEqualTo(expected.toString());
    assertThat(text.length(values)).isEqualTo(expected.length());
  }

  private static String anyText(SplittableRandom random) {
    List<String> parts =
        List.of("{", "}", "{a}", "{{", "}}", "${a}", "$", "\\", "%s", "\n", "é", "😀", "a", " ");
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(8); left > 0; left--) {
      text.append(parts.get(random.nextInt(parts.size())));
    }
    return text.toString();
  }
}
