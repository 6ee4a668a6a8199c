/** Tests of the claude plugin: its codec, recorded servers, and the contract on its built jar. */
@NullMarked
package org.jackfield.plugin.claude;

import org.jspecify.annotations.NullMarked;
