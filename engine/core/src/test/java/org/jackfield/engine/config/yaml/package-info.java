/** Tests of the located YAML tree. */
@NullMarked
package org.jackfield.engine.config.yaml;

import org.jspecify.annotations.NullMarked;
