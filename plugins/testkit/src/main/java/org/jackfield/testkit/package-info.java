/**
 * What a plugin is tested with: the contract every backend jar must pass, and the doubles it runs
 * on.
 *
 * <p>{@link org.jackfield.testkit.LoadedPlugin} loads a built jar as the engine does; {@link
 * org.jackfield.testkit.TestingContext}, {@link org.jackfield.testkit.TestingAttempt} and {@link
 * org.jackfield.testkit.TestingTransport} stand for the engine. The contracts themselves are in
 * {@link org.jackfield.testkit.contract}, the scripted server in {@link
 * org.jackfield.testkit.upstream}.
 */
@NullMarked
package org.jackfield.testkit;

import org.jspecify.annotations.NullMarked;
