/**
 * A scripted server that speaks HTTP byte by byte, to play any upstream, well-behaved or broken.
 *
 * <p>{@link org.jackfield.testkit.upstream.ScriptedUpstream} listens on loopback and works off a
 * script of exchanges: an {@link org.jackfield.testkit.upstream.Expectation} of what the request
 * must and must not hold, and a {@link org.jackfield.testkit.upstream.Reply} of single writes,
 * waits, stalls, cuts and resets. Time is held by a {@link org.jackfield.testkit.upstream.Gate},
 * not by sleeping. {@link org.jackfield.testkit.upstream.Recording} replays a recorded
 * conversation.
 */
@NullMarked
package org.jackfield.testkit.upstream;

import org.jspecify.annotations.NullMarked;
