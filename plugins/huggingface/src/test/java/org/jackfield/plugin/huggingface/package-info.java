/** Tests of the huggingface plugin, and the contract on its built jar. */
@NullMarked
package org.jackfield.plugin.huggingface;

import org.jspecify.annotations.NullMarked;
