/**
 * What keeps a backend that fails from being asked on and on, by all calls together: {@link
 * org.jackfield.engine.breaker.CircuitBreaker} and {@link
 * org.jackfield.engine.breaker.RetryBudget}.
 */
@NullMarked
package org.jackfield.engine.breaker;

import org.jspecify.annotations.NullMarked;
