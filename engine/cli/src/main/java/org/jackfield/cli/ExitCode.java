package org.jackfield.cli;

/** What the process ends with. */
public final class ExitCode {
  /** The command did its work. */
  public static final int OK = 0;

  /** It could not. */
  public static final int FAILED = 1;

  /** It was given something it cannot take. */
  public static final int USAGE = 2;

  /** The user stopped it: as the shell counts SIGINT. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
