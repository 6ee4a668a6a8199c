/** Tests of the whole: how its rooms lean on each other. */
@NullMarked
package org.jackfield.dist;

import org.jspecify.annotations.NullMarked;
