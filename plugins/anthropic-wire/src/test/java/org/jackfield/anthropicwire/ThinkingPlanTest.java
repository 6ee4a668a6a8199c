package org.jackfield.anthropicwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Thinking.Effort;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.testkit.TestingAttempt;
import org.junit.jupiter.api.Test;

/**
 * How much to think, in the words of each kind of model. Source:
 * https://platform.claude.com/docs/en/build-with-claude/thinking and what is new in each model.
 */
class ThinkingPlanTest {
  private static final Capabilities ADAPTIVE = Capabilities.of().withTrait("thinking", "adaptive");
  private static final Capabilities ALWAYS = Capabilities.of().withTrait("thinking", "always");
  private static final Capabilities BUDGET = Capabilities.of().withTrait("thinking", "budget");

  private TestingAttempt attempt = TestingAttempt.unlimited();

  @Test
  void a_level_that_the_model_has_not_becomes_the_nearest_below_and_is_noted() {
    Capabilities old = ADAPTIVE.withTrait("effort", "low medium high max");

    assertThat(written(old, effort(Effort.XHIGH))).contains("\"effort\":\"high\"");
    assertThat(attempt.notes()).singleElement().asString().contains("'xhigh'", "'high'");
    assertThat(written(ADAPTIVE, effort(Effort.MINIMAL))).contains("\"effort\":\"low\"");
    assertThat(written(ADAPTIVE, effort(Effort.XHIGH))).contains("\"effort\":\"xhigh\"");
  }

  @Test
  void a_model_that_always_thinks_is_not_told_not_to() {
    refused(ALWAYS, effort(Effort.NONE), ErrorCode.UNSUPPORTED, "cannot be told not to think");
    assertThat(written(ALWAYS, effort(Effort.LOW)))
        .contains("{\"type\":\"adaptive\",\"display\":\"summarized\"}");
  }

  @Test
  void thinking_before_the_answer_is_turned_off_where_no_more_can_be() {
    Capabilities model = Capabilities.of().withTrait("thinking", "between_tools");

    assertThat(written(model, effort(Effort.NONE)))
        .contains("\"thinking\":{\"type\":\"between_tools\"}");
    assertThat(attempt.notes()).isEmpty();
    written(model, effort(Effort.NONE).tools(List.of(Tool.of("f", "", "{}"))));
    assertThat(attempt.notes()).singleElement().asString().contains("between calls");
  }

  @Test
  void a_budget_is_for_models_that_take_one() {
    refused(ADAPTIVE, budget(4096), ErrorCode.UNSUPPORTED, "takes no budget");
    refused(ALWAYS, budget(4096), ErrorCode.UNSUPPORTED, "takes no budget");
    refused(BUDGET, budget(1000), ErrorCode.UNSUPPORTED, "at least 1024");
    refused(
        BUDGET,
        budget(4096).limits(Limits.NONE.withMaxOutputTokens(4096)),
        ErrorCode.INVALID_REQUEST,
        "below the limit of 4096");
    assertThat(written(BUDGET, budget(4096).limits(Limits.NONE.withMaxOutputTokens(4097))))
        .contains("\"budget_tokens\":4096");
  }

  @Test
  void an_effort_is_a_budget_for_models_that_take_only_that() {
    assertThat(written(BUDGET, effort(Effort.HIGH)))
        .contains("\"max_tokens\":20480")
        .contains("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":10240}");
    assertThat(attempt.notes()).singleElement().asString().contains("'high'", "10240");
    assertThat(written(BUDGET, effort(Effort.HIGH).limits(Limits.NONE.withMaxOutputTokens(3000))))
        .as("the caller's limit is kept, and half of it left for the answer")
        .contains("\"max_tokens\":3000")
        .contains("\"budget_tokens\":1500");
    assertThat(written(BUDGET.withMaxOutput(8192), effort(Effort.MAX)))
        .contains("\"max_tokens\":8192")
        .contains("\"budget_tokens\":4096");
    refused(
        BUDGET,
        effort(Effort.LOW).limits(Limits.NONE.withMaxOutputTokens(1024)),
        ErrorCode.UNSUPPORTED,
        "more than 1024");
  }

  @Test
  void a_model_that_thinks_by_itself_has_room_for_it_beside_the_answer() {
    Capabilities between = Capabilities.of().withTrait("thinking", "between_tools");
    ChatRequest.Builder plain = ChatRequest.builder().message(Message.user("Prove it."));

    assertThat(written(ADAPTIVE, effort(Effort.LOW))).contains("\"max_tokens\":6144");
    assertThat(written(ALWAYS, effort(Effort.MAX))).contains("\"max_tokens\":36096");
    assertThat(written(ALWAYS.withMaxOutput(8192), effort(Effort.MAX)))
        .contains("\"max_tokens\":8192");
    assertThat(written(between, plain))
        .as("they think hard when nobody says how")
        .contains("\"max_tokens\":20480");
    assertThat(written(ADAPTIVE, effort(Effort.NONE))).contains("\"max_tokens\":4096");
    assertThat(written(BUDGET, plain)).contains("\"max_tokens\":4096");
    assertThat(written(ALWAYS, effort(Effort.MAX).limits(Limits.NONE.withMaxOutputTokens(100))))
        .as("the caller's limit is kept")
        .contains("\"max_tokens\":100");
  }

  @Test
  void a_model_with_budget_and_effort_gets_both() {
    assertThat(written(BUDGET.withTrait("effort", "low medium high"), effort(Effort.MAX)))
        .contains("\"type\":\"enabled\"")
        .contains("\"output_config\":{\"effort\":\"high\"}");
  }

  @Test
  void sampling_is_refused_beside_an_effort_where_the_model_is_known() {
    ChatRequest.Builder cool = effort(Effort.LOW).sampling(Sampling.NONE.withTemperature(0.5));

    refused(ADAPTIVE, cool, ErrorCode.UNSUPPORTED, "a temperature");
    assertThat(written(Capabilities.of(), cool)).contains("\"temperature\":0.5");
  }

  @Test
  void what_the_api_refuses_beside_a_budget_is_refused_before() {
    refused(
        BUDGET,
        budget(2048).sampling(Sampling.NONE.withTemperature(0.5)),
        ErrorCode.UNSUPPORTED,
        "a temperature");
    refused(
        BUDGET, budget(2048).sampling(Sampling.NONE.withTopK(5)), ErrorCode.UNSUPPORTED, "top-k");
    refused(
        BUDGET, budget(2048).sampling(Sampling.NONE.withTopP(0.5)), ErrorCode.UNSUPPORTED, "top-p");
    refused(
        BUDGET,
        budget(2048).tools(List.of(Tool.of("f", "", "{}"))).toolChoice(ToolChoice.required()),
        ErrorCode.UNSUPPORTED,
        "must be called");
    assertThat(written(BUDGET, budget(2048).sampling(Sampling.NONE.withTemperature(1))))
        .contains("\"temperature\":1.0");
  }

  private static ChatRequest.Builder effort(Effort effort) {
    return ChatRequest.builder()
        .message(Message.user("Prove it."))
        .thinking(Thinking.NONE.withEffort(effort));
  }

  private static ChatRequest.Builder budget(int tokens) {
    return ChatRequest.builder()
        .message(Message.user("Prove it."))
        .thinking(Thinking.NONE.withBudget(tokens));
  }

  private void refused(
      Capabilities model, ChatRequest.Builder request, ErrorCode code, String reason) {
    assertThatThrownBy(() -> written(model, request))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.message()).contains(reason);
            });
  }

  private String written(Capabilities model, ChatRequest.Builder request) {
    attempt = TestingAttempt.unlimited().of(model);
    AnthropicRequestWriter writer = new AnthropicRequestWriter(request.build(), "claude", attempt);
    int most = model.maxOutputTokens().orElse(Integer.MAX_VALUE);
    byte[] json = writer.chat("m", thinking -> Math.min(4096 + thinking, most));
    return new String(json, StandardCharsets.UTF_8);
  }
}
