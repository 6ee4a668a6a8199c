package org.jackfield.plugin.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import org.jackfield.spi.Capabilities;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Thinking.Effort;
import org.jackfield.testkit.TestingAttempt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Levels, budgets and their ranges: https://ai.google.dev/gemini-api/docs/thinking. */
class ThinkingConfigTest {
  private static final Capabilities BUDGET = Capabilities.of().withTrait("thinking", "budget");

  private TestingAttempt attempt = TestingAttempt.unlimited();

  @Test
  void nothing_asked_for_is_nothing_said() {
    assertThat(config(Thinking.NONE)).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource({
    "MINIMAL, minimal, 0",
    "LOW, low, 0",
    "MEDIUM, medium, 0",
    "HIGH, high, 0",
    "XHIGH, high, 1",
    "MAX, high, 0"
  })
  void an_effort_is_a_level_unless_the_model_is_known_to_take_tokens(
      Effort effort, String level, int notes) {
    assertThat(config(Thinking.NONE.withEffort(effort))).isEqualTo(level(level, true));
    assertThat(attempt.notes()).hasSize(notes);
  }

  @Test
  void levels_end_where_the_models_range_does_and_it_is_noted() {
    attempt.of(
        Capabilities.of()
            .withTrait("thinking", "level")
            .withTrait("least_thinking", "low")
            .withTrait("most_thinking", "xhigh"));

    assertThat(config(Thinking.NONE.withEffort(Effort.XHIGH))).isEqualTo(level("xhigh", true));
    assertThat(attempt.notes()).isEmpty();
    assertThat(config(Thinking.NONE.withEffort(Effort.MINIMAL))).isEqualTo(level("low", true));
    assertThat(attempt.notes()).singleElement().asString().contains("'minimal'", "'low'");
  }

  @Test
  void a_model_that_takes_levels_can_only_be_told_to_think_little() {
    assertThat(config(Thinking.NONE.withEffort(Effort.NONE))).isEqualTo(level("minimal", false));
    assertThat(attempt.notes()).singleElement().asString().contains("'none'", "'minimal'");
  }

  @ParameterizedTest
  @CsvSource({"1, low", "1024, low", "1025, medium", "8192, medium", "8193, high"})
  void tokens_become_the_level_that_stands_for_them(int tokens, String level) {
    assertThat(config(Thinking.NONE.withBudget(tokens))).isEqualTo(level(level, true));
    assertThat(attempt.notes()).singleElement().asString().contains(tokens + " became");
  }

  @ParameterizedTest
  @CsvSource({
    "MINIMAL, 1024",
    "LOW, 1024",
    "MEDIUM, 8192",
    "HIGH, 24576",
    "XHIGH, 32768",
    "MAX, 32768"
  })
  void an_effort_becomes_the_tokens_that_stand_for_it(Effort effort, int tokens) {
    attempt.of(BUDGET.withTrait("most_thinking", "32768"));

    assertThat(config(Thinking.NONE.withEffort(effort))).isEqualTo(budget(tokens, true));
    assertThat(attempt.notes()).isEmpty();
  }

  @Test
  void tokens_win_over_an_effort_where_the_model_takes_tokens() {
    attempt.of(BUDGET);

    assertThat(config(Thinking.NONE.withEffort(Effort.HIGH).withBudget(2000)))
        .isEqualTo(budget(2000, true));
  }

  @Test
  void no_thinking_is_no_tokens_or_the_fewest_that_the_model_can() {
    attempt.of(BUDGET);
    assertThat(config(Thinking.NONE.withEffort(Effort.NONE))).isEqualTo(budget(0, false));
    assertThat(config(Thinking.NONE.withBudget(0))).isEqualTo(budget(0, false));
    assertThat(attempt.notes()).isEmpty();

    attempt = TestingAttempt.unlimited().of(BUDGET.withTrait("least_thinking", "128"));
    assertThat(config(Thinking.NONE.withEffort(Effort.NONE))).isEqualTo(budget(128, false));
    assertThat(attempt.notes()).singleElement().asString().contains("0 became 128");
  }

  private String config(Thinking thinking) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    new ThinkingConfig(thinking, attempt).write(config);
    return config.toString();
  }

  private static String level(String level, boolean shown) {
    return config("\"thinkingLevel\":\"" + level + "\"", shown);
  }

  private static String budget(int tokens, boolean shown) {
    return config("\"thinkingBudget\":" + tokens, shown);
  }

  private static String config(String field, boolean shown) {
    return "{\"thinkingConfig\":{" + field + (shown ? ",\"includeThoughts\":true}}" : "}}");
  }
}
