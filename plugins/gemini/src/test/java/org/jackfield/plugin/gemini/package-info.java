/** Tests of the gemini plugin: its codec, its errors, and the contract on its built jar. */
@NullMarked
package org.jackfield.plugin.gemini;

import org.jspecify.annotations.NullMarked;
