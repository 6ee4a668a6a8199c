/** Tests of the engine's HTTP. */
@NullMarked
package org.jackfield.engine.http;

import org.jspecify.annotations.NullMarked;
