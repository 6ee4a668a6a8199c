/** Tests of the {@code gguf} package. */
@NullMarked
package org.jackfield.plugin.llamacpp.gguf;

import org.jspecify.annotations.NullMarked;
