/**
 * The command line. {@link org.jackfield.cli.Main} is the process, {@link org.jackfield.cli.Cli}
 * one run of it against any {@link org.jackfield.cli.Console}; each command is one class. Standard
 * output carries the answer and nothing else; everything about it goes to standard error.
 */
@NullMarked
package org.jackfield.cli;

import org.jspecify.annotations.NullMarked;
