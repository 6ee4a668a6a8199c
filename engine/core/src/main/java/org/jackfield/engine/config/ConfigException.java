package org.jackfield.engine.config;

import java.util.List;

/**
 * A configuration that cannot be used, with all its problems. Its message lists them, one a line.
 * Carries no stack trace: it tells of a file, not of code.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<ConfigProblem> problems;

  /** An error that tells these problems, at least one. */
  public ConfigException(List<ConfigProblem> problems) {
    super(text(problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** The problems in the order of the files. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static String text(List<ConfigProblem> problems) {
    if (problems.size() == 1) {
      return problems.getFirst().toString();
    }
    StringBuilder text =
        new StringBuilder("The configuration has ").append(problems.size()).append(" problems:");
    for (ConfigProblem problem : problems) {
      text.append("\n  ").append(problem);
    }
    return text.toString();
  }
}
