/**
 * How a change of the files becomes the next configuration in force: {@link
 * org.jackfield.engine.reload.Reloads} reads, compares, builds, probes and swaps as one
 * transaction; {@link org.jackfield.engine.reload.ChangeWatcher} notices that there is something to
 * do.
 */
@NullMarked
package org.jackfield.engine.reload;

import org.jspecify.annotations.NullMarked;
