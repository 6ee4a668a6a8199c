/** Tests of the {@code generate} package. */
@NullMarked
package org.jackfield.plugin.llamacpp.generate;

import org.jspecify.annotations.NullMarked;
