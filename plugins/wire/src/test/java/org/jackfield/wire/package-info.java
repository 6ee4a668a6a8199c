/** Tests of framing, JSON limits, waiting times and masking. */
@NullMarked
package org.jackfield.wire;

import org.jspecify.annotations.NullMarked;
