/** Tests of the codec of the Messages API, against its documents and its rules. */
@NullMarked
package org.jackfield.anthropicwire;

import org.jspecify.annotations.NullMarked;
