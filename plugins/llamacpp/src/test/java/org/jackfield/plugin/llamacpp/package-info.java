/** Tests of the backend, and what the tests of its packages share. */
@NullMarked
package org.jackfield.plugin.llamacpp;

import org.jspecify.annotations.NullMarked;
