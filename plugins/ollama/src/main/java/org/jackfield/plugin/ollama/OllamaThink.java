package org.jackfield.plugin.ollama;

import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Thinking;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much to think: Ollama's field {@code think}, which is true, false or a level
 * (https://docs.ollama.com/capabilities/thinking). The trait {@code thinking: levels} marks a model
 * that takes levels alone and always thinks.
 *
 * @param settings the backend's, for requests that say nothing
 */
record OllamaThink(Settings settings, Attempt attempt) {
  /** OpenAI's field for how much a model thinks, which has an equal here. */
  static final String REASONING_EFFORT = "reasoning_effort";

  private static final String SETTING = "think";

  void write(ChatRequest request, ObjectNode body) {
    Optional<String> asked = asked(request);
    Optional<String> wanted =
        asked.or(
            () -> settings.has(SETTING) ? Optional.of(settings.string(SETTING)) : Optional.empty());
    switch (wanted.orElse("null")) {
      case "null" -> {}
      case "true" -> {
        if (!levelsAlone()) {
          body.put(SETTING, true);
        }
      }
      case "false", "none" -> off(asked.isPresent(), body);
      case "low", "medium", "high", "max" -> body.put(SETTING, wanted.get());
      case "minimal" -> nearest("minimal", "low", body);
      case "xhigh" -> nearest("xhigh", "high", body);
      default ->
          throw OllamaRequest.unsupported(
              "Ollama knows no " + REASONING_EFFORT + " of '" + wanted.get() + "'.",
              "Use none, low, medium, high or max.");
    }
  }

  private void nearest(String asked, String level, ObjectNode body) {
    attempt.note("Ollama has no level '" + asked + "' of thinking; '" + level + "' was asked for");
    body.put(SETTING, level);
  }

  private static Optional<String> asked(ChatRequest request) {
    Thinking thinking = request.thinking();
    if (thinking.off()) {
      return Optional.of("none");
    }
    if (thinking.budgetTokens().isPresent()) {
      throw OllamaRequest.unsupported(
          "Ollama takes no budget of thinking.", "Ask for an effort instead.");
    }
    return thinking
        .effort()
        .map(Thinking.Effort::word)
        .or(() -> request.extensions().json(REASONING_EFFORT).map(word -> word.replace("\"", "")));
  }

  /** The server would ignore it where only levels are known, and the model think all the same. */
  private void off(boolean asked, ObjectNode body) {
    if (!levelsAlone()) {
      body.put(SETTING, false);
    } else if (asked) {
      throw OllamaRequest.unsupported(
          "The model cannot be told not to think.",
          "Ask for a low effort instead, or for another model.");
    } else {
      attempt.note("the model always thinks; 'think: false' of the backend was left out");
    }
  }

  private boolean levelsAlone() {
    return attempt.capabilities().trait("thinking").filter("levels"::equals).isPresent();
  }
}
