package org.jackfield.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command: what it takes, and what it does. Stateless. */
interface Command {
  /** Its name, options and help, without those that every command has. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit code, one of {@link ExitCode}
   * @throws UsageException when it cannot take what it was given
   */
  int run(ParseResult arguments, Invocation invocation) throws IOException;
}
