/** Tests of the parts that fetches are made of. */
@NullMarked
package org.jackfield.models.fetch;

import org.jspecify.annotations.NullMarked;
