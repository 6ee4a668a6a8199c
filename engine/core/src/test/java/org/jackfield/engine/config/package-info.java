/** Tests of the configuration. Golden texts stand beside their YAML in the test resources. */
@NullMarked
package org.jackfield.engine.config;

import org.jspecify.annotations.NullMarked;
