/**
 * How the engine and a plugin meet.
 *
 * <p>A plugin implements {@link org.jackfield.spi.BackendFactory} and {@link
 * org.jackfield.spi.Backend}; the engine gives it a {@link org.jackfield.spi.BackendContext} for
 * life and an {@link org.jackfield.spi.Attempt} for each call. What a backend can do is an {@link
 * org.jackfield.spi.Operation}: {@link org.jackfield.spi.chat.Chat} first of all. Nothing here
 * depends on anything but the JDK.
 */
@NullMarked
package org.jackfield.spi;

import org.jspecify.annotations.NullMarked;
