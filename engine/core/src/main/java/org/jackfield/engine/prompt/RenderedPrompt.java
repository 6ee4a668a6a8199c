package org.jackfield.engine.prompt;

import java.util.Optional;
import org.jackfield.engine.UsedPrompt;

/**
 * A template filled in for one model.
 *
 * @param used which template, in which variant
 * @param system instructions to the model
 * @param text the prompt
 * @param defaults the template's figures, then the model's, for calls that leave them open
 */
public record RenderedPrompt(
    UsedPrompt used, Optional<String> system, String text, AnswerDefaults defaults) {
  @Override
  public String toString() {
    return "RenderedPrompt[" + used + ", " + text.length() + " characters]";
  }
}
