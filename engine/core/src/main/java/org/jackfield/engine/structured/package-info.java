/**
 * Answers in a format: JSON, or JSON that follows a schema of the request. {@link
 * org.jackfield.engine.structured.AnswerFormat} asks for it and checks it, {@link
 * org.jackfield.engine.structured.FormatWatch} holds one attempt's answer to it. Schemas come from
 * strangers, so everything here is bounded: sizes, depth, steps, regular expressions; nothing is
 * loaded from anywhere.
 */
@NullMarked
package org.jackfield.engine.structured;

import org.jspecify.annotations.NullMarked;
