/**
 * The backend {@code huggingface}: Hugging Face's router, and servers of text-generation-inference.
 * Entry type: {@link org.jackfield.plugin.huggingface.HuggingFaceFactory}.
 */
@NullMarked
package org.jackfield.plugin.huggingface;

import org.jspecify.annotations.NullMarked;
