/** HTTP as the engine gives it to plugins: one call, one exchange, bytes pulled by the reader. */
@NullMarked
package org.jackfield.spi.http;

import org.jspecify.annotations.NullMarked;
