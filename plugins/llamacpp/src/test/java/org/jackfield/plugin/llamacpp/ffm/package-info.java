/** Tests of the {@code ffm} package. */
@NullMarked
package org.jackfield.plugin.llamacpp.ffm;

import org.jspecify.annotations.NullMarked;
