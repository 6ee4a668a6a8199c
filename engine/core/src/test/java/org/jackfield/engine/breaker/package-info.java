@NullMarked
package org.jackfield.engine.breaker;

import org.jspecify.annotations.NullMarked;
