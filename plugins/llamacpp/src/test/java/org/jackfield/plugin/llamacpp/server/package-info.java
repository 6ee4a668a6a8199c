/** Tests of a llama-server as the backend, and the contract on the built jar. */
@NullMarked
package org.jackfield.plugin.llamacpp.server;

import org.jspecify.annotations.NullMarked;
