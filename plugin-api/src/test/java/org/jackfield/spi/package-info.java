/** Tests of the plugin API. */
@NullMarked
package org.jackfield.spi;

import org.jspecify.annotations.NullMarked;
