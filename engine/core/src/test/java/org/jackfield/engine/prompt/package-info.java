@NullMarked
package org.jackfield.engine.prompt;

import org.jspecify.annotations.NullMarked;
