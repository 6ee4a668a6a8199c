/**
 * The engine as a library. {@link org.jackfield.engine.Jackfield} is the way in; the values around
 * it say what was asked ({@link org.jackfield.engine.CallOptions}), what was planned ({@link
 * org.jackfield.engine.Plan}), what came back ({@link org.jackfield.engine.Reply}, {@link
 * org.jackfield.engine.ReplyStream}) and what went wrong ({@link
 * org.jackfield.engine.EngineException}). The packages below are internal.
 */
@NullMarked
package org.jackfield.engine;

import org.jspecify.annotations.NullMarked;
