/**
 * Chat: the request, the answer as a pulled stream of chunks, and the values both are made of.
 *
 * <p>Plugins create these values by their static factories and builders only, so that a component
 * can be added without breaking them.
 */
@NullMarked
package org.jackfield.spi.chat;

import org.jspecify.annotations.NullMarked;
