/**
 * The engine as an HTTP gateway. {@link org.jackfield.server.GatewayServer} starts it; handlers see
 * an {@link org.jackfield.server.Exchange} and nothing of the HTTP library, which lives in the
 * package below alone.
 */
@NullMarked
package org.jackfield.server;

import org.jspecify.annotations.NullMarked;
