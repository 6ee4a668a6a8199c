/** Tests of the vllm plugin, and the contract on its built jar. */
@NullMarked
package org.jackfield.plugin.vllm;

import org.jspecify.annotations.NullMarked;
