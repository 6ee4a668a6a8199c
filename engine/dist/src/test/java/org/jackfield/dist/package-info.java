/** Tests of the distribution as it is shipped, run as processes. */
@NullMarked
package org.jackfield.dist;

import org.jspecify.annotations.NullMarked;
