/**
 * The HTTP library behind the {@link org.jackfield.server.Exchange}: Helidon WebServer, one virtual
 * thread for each connection, and our own watch over slow and vanished clients.
 */
@NullMarked
package org.jackfield.server.helidon;

import org.jspecify.annotations.NullMarked;
