/**
 * Reads and checks the header of a GGUF model file before any native code sees it.
 *
 * <p>llama.cpp ends the whole process on some damaged headers (an assertion, not an error), so
 * {@link org.jackfield.plugin.llamacpp.gguf.GgufFile#read} refuses them first, with a reason. It
 * also gives what the backend wants to know without loading a model: architecture, context length,
 * chat template. Entry type: {@link org.jackfield.plugin.llamacpp.gguf.GgufFile}.
 */
@NullMarked
package org.jackfield.plugin.llamacpp.gguf;

import org.jspecify.annotations.NullMarked;
