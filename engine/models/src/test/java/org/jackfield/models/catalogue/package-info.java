/** Tests of reading the catalogue. */
@NullMarked
package org.jackfield.models.catalogue;

import org.jspecify.annotations.NullMarked;
