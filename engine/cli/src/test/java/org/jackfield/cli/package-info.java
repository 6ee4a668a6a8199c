/** Tests of the commands, in process, on an engine whose backends a script in the YAML drives. */
@NullMarked
package org.jackfield.cli;

import org.jspecify.annotations.NullMarked;
