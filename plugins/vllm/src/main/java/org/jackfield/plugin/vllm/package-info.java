/**
 * The backend {@code vllm}: vLLM's server, with what it has beside the OpenAI dialect. Entry type:
 * {@link org.jackfield.plugin.vllm.VllmFactory}.
 */
@NullMarked
package org.jackfield.plugin.vllm;

import org.jspecify.annotations.NullMarked;
