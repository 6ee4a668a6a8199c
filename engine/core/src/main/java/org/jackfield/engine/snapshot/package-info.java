/**
 * The immutable whole that serves calls: {@link org.jackfield.engine.snapshot.EngineSnapshot} with
 * its backends and profiles. A call pins one on admission.
 */
@NullMarked
package org.jackfield.engine.snapshot;

import org.jspecify.annotations.NullMarked;
