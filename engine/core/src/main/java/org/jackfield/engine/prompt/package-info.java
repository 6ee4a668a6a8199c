/**
 * Prompt templates: what they say, how they are filled, and which of their variants a model gets.
 *
 * <p>{@link org.jackfield.engine.prompt.Prompts} holds all templates of a configuration. A call
 * that names one is bound to it before anything is asked ({@link
 * org.jackfield.engine.prompt.BoundPrompt}): every error is found then. Which variant it gets
 * depends on the model that is about to answer, so the text is rendered for each attempt anew.
 *
 * <p>The language has one construct: {@code {name}} stands for a variable's value, and {@code {{}
 * and {@code }}} for a brace. Values are inserted as they are; nothing that was inserted is looked
 * at again.
 */
@NullMarked
package org.jackfield.engine.prompt;

import org.jspecify.annotations.NullMarked;
