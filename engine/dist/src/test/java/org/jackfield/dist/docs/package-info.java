/** Tests of the documentation: what it shows is run on the distribution, as it stands there. */
@NullMarked
package org.jackfield.dist.docs;

import org.jspecify.annotations.NullMarked;
