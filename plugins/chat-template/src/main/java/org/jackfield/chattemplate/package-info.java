/**
 * Renders a model's chat template with a safe subset of Jinja.
 *
 * <p>Entry points: {@link org.jackfield.chattemplate.ChatTemplate} compiles and renders, {@link
 * org.jackfield.chattemplate.TemplateInput} is what a template sees, {@link
 * org.jackfield.chattemplate.RenderedPrompt} is the text with the origin of every character.
 * Everything else in this package is the interpreter and is not public.
 */
@NullMarked
package org.jackfield.chattemplate;

import org.jspecify.annotations.NullMarked;
