/** Tests of the gateway, with real sockets on both sides. */
@NullMarked
package org.jackfield.server;

import org.jspecify.annotations.NullMarked;
