/**
 * The way of a call: {@link org.jackfield.engine.call.Planner} says which backends may serve it,
 * {@link org.jackfield.engine.call.CallChain} is the order of everything that happens once, {@link
 * org.jackfield.engine.call.Failover} tries the planned backends, and {@link
 * org.jackfield.engine.call.Attempts} makes one upstream call and reads it to its first content.
 * Until that content a call may change its backend; after it, never.
 */
@NullMarked
package org.jackfield.engine.call;

import org.jspecify.annotations.NullMarked;
