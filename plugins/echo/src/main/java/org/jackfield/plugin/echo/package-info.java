/**
 * The smallest backend there is: it answers with what it was asked. A model for writing one, and a
 * double for testing what uses one.
 */
@NullMarked
package org.jackfield.plugin.echo;

import org.jspecify.annotations.NullMarked;
