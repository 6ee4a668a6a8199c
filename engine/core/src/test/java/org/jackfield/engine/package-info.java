/** Tests of the engine as a library. */
@NullMarked
package org.jackfield.engine;

import org.jspecify.annotations.NullMarked;
