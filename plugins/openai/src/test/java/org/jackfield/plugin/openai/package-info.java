/** Tests of the openai plugin: its settings, and the contract on its built jar. */
@NullMarked
package org.jackfield.plugin.openai;

import org.jspecify.annotations.NullMarked;
