package org.jackfield.anthropicwire;

import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.ToolChoice;

/**
 * How much the asked model is told to think, in its own words, and the limit of tokens that leaves
 * room for it.
 *
 * @param thinking the value of {@code thinking}
 * @param effort the value of {@code output_config.effort}
 * @param maxTokens the value of {@code max_tokens}
 * @param without whether the model will not think, so that its last turn may hold no thinking
 */
record ThinkingPlan(
    Optional<String> thinking, Optional<String> effort, int maxTokens, boolean without) {
  /** The least budget that the API takes. */
  private static final int LEAST_BUDGET = 1_024;

  /** Models answer with a summary of what they think only when told to. */
  private static final String ADAPTIVE = "{\"type\":\"adaptive\",\"display\":\"summarized\"}";

  private static final double LEAST_TOP_P = 0.95;

  /** How hard the models that think by themselves do so when nobody says. */
  private static final Thinking.Effort USUAL_EFFORT = Thinking.Effort.HIGH;

  /**
   * The plan for a request.
   *
   * @param usualLimit the limit for a request that sets none, by the tokens of thinking in it
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} when the model cannot be told so
   */
  static ThinkingPlan of(
      ChatRequest request, IntUnaryOperator usualLimit, String backend, Attempt attempt) {
    Thinking asked = request.thinking();
    ThinkingStyle style = ThinkingStyle.of(attempt.capabilities());
    int limit = limit(request, style, usualLimit);
    if (!asked.given()) {
      boolean without = style == ThinkingStyle.BUDGET;
      return new ThinkingPlan(Optional.empty(), Optional.empty(), limit, without);
    }
    if (asked.off()) {
      String off = off(style, request, backend, attempt);
      boolean without = style != ThinkingStyle.BETWEEN_TOOLS;
      return new ThinkingPlan(Optional.of(off), Optional.empty(), limit, without);
    }
    boolean byBudget = asked.effort().isEmpty() && style == ThinkingStyle.UNKNOWN;
    if (style != ThinkingStyle.BUDGET && !byBudget) {
      return adaptive(request, style, limit, backend, attempt);
    }
    if (PastThinking.missing(request.messages())) {
      attempt.note(
          "thinking was left off for this call: the turn that goes on does not begin with thinking"
              + " that the model signed");
      return new ThinkingPlan(Optional.empty(), level(asked, attempt), limit, true);
    }
    return budgeted(request, usualLimit, backend, attempt);
  }

  /**
   * The caller's limit, or the usual one with room for thinking where the model thinks by itself.
   */
  private static int limit(ChatRequest request, ThinkingStyle style, IntUnaryOperator usualLimit) {
    if (request.limits().maxOutputTokens().isPresent()) {
      return request.limits().maxOutputTokens().getAsInt();
    }
    Thinking asked = request.thinking();
    boolean told = style == ThinkingStyle.UNKNOWN && asked.effort().isPresent();
    boolean thinks = !asked.off() && (told || style.byItself());
    return usualLimit.applyAsInt(thinks ? share(asked.effort().orElse(USUAL_EFFORT)) : 0);
  }

  /** The word for the effort that is asked for, where the model takes one. */
  private static Optional<String> level(Thinking asked, Attempt attempt) {
    return asked
        .effort()
        .flatMap(
            effort ->
                EffortLevels.of(attempt.capabilities())
                    .map(levels -> levels.word(effort, attempt)));
  }

  private static String off(
      ThinkingStyle style, ChatRequest request, String backend, Attempt attempt) {
    return switch (style) {
      case UNKNOWN, ADAPTIVE, BUDGET -> "{\"type\":\"disabled\"}";
      case BETWEEN_TOOLS -> {
        if (!request.tools().isEmpty()) {
          attempt.note("the model may still think between calls of tools");
        }
        yield "{\"type\":\"between_tools\"}";
      }
      case ALWAYS ->
          throw unsupported(
              backend,
              "asks a model that cannot be told not to think",
              "Ask for a low effort instead, or for another model.");
    };
  }

  private static ThinkingPlan adaptive(
      ChatRequest request, ThinkingStyle style, int limit, String backend, Attempt attempt) {
    Thinking asked = request.thinking();
    if (style != ThinkingStyle.UNKNOWN) {
      checkSampling(request.sampling(), backend);
    }
    if (asked.effort().isEmpty()) {
      throw unsupported(
          backend, "asks a model that takes no budget of thinking", "Ask for an effort instead.");
    }
    if (asked.budgetTokens().isPresent()) {
      attempt.note("the model takes no budget of thinking; the effort was asked for alone");
    }
    String word =
        EffortLevels.of(attempt.capabilities())
            .orElseGet(EffortLevels::all)
            .word(asked.effort().get(), attempt);
    return new ThinkingPlan(Optional.of(ADAPTIVE), Optional.of(word), limit, false);
  }

  private static ThinkingPlan budgeted(
      ChatRequest request, IntUnaryOperator usualLimit, String backend, Attempt attempt) {
    checkSampling(request.sampling(), backend);
    checkChoice(request.toolChoice(), backend);
    Thinking asked = request.thinking();
    int wanted = asked.budgetTokens().orElseGet(() -> share(asked.effort().orElseThrow()));
    int limit = request.limits().maxOutputTokens().orElseGet(() -> usualLimit.applyAsInt(wanted));
    int budget =
        asked.budgetTokens().isPresent()
            ? given(wanted, limit, backend)
            : fitting(wanted, limit, backend);
    Optional<String> effort = level(asked, attempt);
    if (asked.budgetTokens().isEmpty() && effort.isEmpty()) {
      attempt.note(
          "effort '"
              + asked.effort().orElseThrow().word()
              + "' was asked for as a budget of "
              + budget
              + " tokens of thinking");
    }
    return new ThinkingPlan(Optional.of(ThinkingFields.enabled(budget, "")), effort, limit, false);
  }

  /** Tokens of thinking for an effort; more than 32,000 would outlast most connections. */
  private static int share(Thinking.Effort effort) {
    return switch (effort) {
      case NONE, MINIMAL -> LEAST_BUDGET;
      case LOW -> 2_048;
      case MEDIUM -> 8_192;
      case HIGH -> 16_384;
      case XHIGH -> 24_576;
      case MAX -> 32_000;
    };
  }

  /** The caller's own budget, if it can be meant. */
  private static int given(int budget, int limit, String backend) {
    if (budget < LEAST_BUDGET) {
      throw unsupported(
          backend,
          "takes a budget of thinking of at least " + LEAST_BUDGET + " tokens, not " + budget,
          "Ask for more, or for no thinking.");
    }
    if (budget >= limit) {
      throw BackendException.invalid(
          "thinking budget", budget, "below the limit of " + limit + " tokens of output");
    }
    return budget;
  }

  /** A budget that leaves at least as much for the answer where the limit is large enough. */
  private static int fitting(int wanted, int limit, String backend) {
    if (limit <= LEAST_BUDGET) {
      throw unsupported(
          backend,
          "needs a limit of more than " + LEAST_BUDGET + " tokens of output to think, not " + limit,
          "Raise the limit, or ask for no thinking.");
    }
    return Math.max(LEAST_BUDGET, Math.min(wanted, limit / 2));
  }

  /** What the API refuses beside thinking, told before it does. */
  private static void checkSampling(Sampling sampling, String backend) {
    if (sampling.temperature().isPresent() && sampling.temperature().getAsDouble() != 1) {
      throw together("a temperature", backend);
    }
    if (sampling.topK().isPresent()) {
      throw together("top-k", backend);
    }
    if (sampling.topP().orElse(1) < LEAST_TOP_P) {
      throw together("a top-p below " + LEAST_TOP_P, backend);
    }
  }

  private static void checkChoice(ToolChoice choice, String backend) {
    if (choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named) {
      throw together("a tool that must be called", backend);
    }
  }

  private static BackendException together(String what, String backend) {
    return unsupported(
        backend, "does not take " + what + " together with thinking", "Leave one of them out.");
  }

  static BackendException unsupported(String backend, String what, String hint) {
    return new BackendException(ErrorCode.UNSUPPORTED, "Backend '" + backend + "' " + what + ".")
        .withHint(hint);
  }
}
