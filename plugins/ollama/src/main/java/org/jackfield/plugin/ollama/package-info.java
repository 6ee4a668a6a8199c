/**
 * Ollama by its native API (https://docs.ollama.com/api): chat, embeddings, the list of models.
 *
 * <p>The native API and not Ollama's OpenAI routes, because only it can refuse a prompt that is too
 * long ({@code truncate}, {@code shift}), set the context length, and report an error inside a
 * stream.
 */
@NullMarked
package org.jackfield.plugin.ollama;

import org.jspecify.annotations.NullMarked;
