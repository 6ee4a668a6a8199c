/** Tests of the way from a change of the files to the configuration in force. */
@NullMarked
package org.jackfield.engine.reload;

import org.jspecify.annotations.NullMarked;
