/** Tests of answers in a format. */
@NullMarked
package org.jackfield.engine.structured;

import org.jspecify.annotations.NullMarked;
