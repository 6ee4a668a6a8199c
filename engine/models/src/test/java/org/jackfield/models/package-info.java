/** Tests of the model store: real processes, real sockets, real files. */
@NullMarked
package org.jackfield.models;

import org.jspecify.annotations.NullMarked;
