/** Tests of snapshots and what they are made of. */
@NullMarked
package org.jackfield.engine.snapshot;

import org.jspecify.annotations.NullMarked;
