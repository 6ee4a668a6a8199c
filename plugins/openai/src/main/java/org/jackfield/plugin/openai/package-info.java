/**
 * The backend {@code openai}: OpenAI's chat completions, embeddings and models, and every
 * compatible server by its {@code endpoint}. Entry type: {@link
 * org.jackfield.plugin.openai.OpenAiFactory}.
 */
@NullMarked
package org.jackfield.plugin.openai;

import org.jspecify.annotations.NullMarked;
