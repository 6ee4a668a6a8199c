/** Tests of chat's values. */
@NullMarked
package org.jackfield.spi.chat;

import org.jspecify.annotations.NullMarked;
