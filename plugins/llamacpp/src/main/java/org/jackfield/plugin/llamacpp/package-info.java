/**
 * The {@code llamacpp} backend: models in GGUF files, run inside this process by llama.cpp.
 *
 * <p>{@link org.jackfield.plugin.llamacpp.LlamaCppBackendFactory} is what the engine finds. A
 * request goes through {@code ModelPool} (which loads the model at the first one), {@code
 * PromptWriter} (the model's own chat template) and {@code PromptEncoder} (tokens) to the {@code
 * generate} package.
 */
@NullMarked
package org.jackfield.plugin.llamacpp;

import org.jspecify.annotations.NullMarked;
