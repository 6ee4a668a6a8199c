/** A plugin for tests, packed as a jar while they run; it does what its settings say. */
@NullMarked
package org.jackfield.cli.scripted;

import org.jspecify.annotations.NullMarked;
