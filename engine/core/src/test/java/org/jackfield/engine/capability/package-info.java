@NullMarked
package org.jackfield.engine.capability;

import org.jspecify.annotations.NullMarked;
