package org.jackfield.engine.prompt;

import java.util.Optional;

/**
 * What a template says to the models of one family.
 *
 * @param family the family, or {@link ModelFamilies#DEFAULT} for all that have no variant of theirs
 * @param system instructions to the model, ahead of the prompt
 * @param text the prompt
 * @param defaults figures for calls that leave them open
 */
public record PromptVariant(
    String family, Optional<PromptText> system, PromptText text, AnswerDefaults defaults) {}
