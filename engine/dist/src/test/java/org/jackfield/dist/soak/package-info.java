/**
 * A server that is changed again and again while it is asked: what must never show to those who ask
 * (a failed request, a backend that was built anew for nothing), and what must not grow in it. Two
 * drivers, {@link org.jackfield.dist.soak.Soak} and {@link org.jackfield.dist.soak.ModelSwitches},
 * run short as tests of the build and long as programs of {@code bench/run}. They need the JDK and
 * the test kit alone, so that a program is run from its source.
 */
@NullMarked
package org.jackfield.dist.soak;

import org.jspecify.annotations.NullMarked;
