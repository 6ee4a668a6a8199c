/** Tests of the OpenAI codec, against rules and against recorded servers. */
@NullMarked
package org.jackfield.openaiwire;

import org.jspecify.annotations.NullMarked;
