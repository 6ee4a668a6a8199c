/**
 * What is known of models beside what their plugins declare: rows of {@code models.yaml} and what a
 * backend's own entry says.
 */
@NullMarked
package org.jackfield.engine.capability;

import org.jspecify.annotations.NullMarked;
