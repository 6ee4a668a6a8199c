package org.jackfield.engine.config;

import java.util.List;

/**
 * A configuration that cannot be used, with all its problems. Its message lists them, one a line,
 * and after them what else would keep a backend from serving. Carries no stack trace: it tells of a
 * file, not of code.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<ConfigProblem> problems;
  private final transient List<String> missing;

  /** An error that tells these problems, at least one. */
  public ConfigException(List<ConfigProblem> problems) {
    this(problems, List.of());
  }

  /**
   * An error that tells these problems, at least one.
   *
   * @param missing what backends want from their environment; it would leave them out and not
   *     refuse the configuration, but who mends one wants to hear of the other
   */
  public ConfigException(List<ConfigProblem> problems, List<String> missing) {
    super(text(problems, missing), null);
    this.problems = List.copyOf(problems);
    this.missing = List.copyOf(missing);
  }

  /** The problems in the order of the files. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  /** What backends want from their environment, in words. */
  public List<String> missing() {
    return missing;
  }

  private static String text(List<ConfigProblem> problems, List<String> missing) {
    if (problems.size() == 1 && missing.isEmpty()) {
      return problems.getFirst().toString();
    }
    StringBuilder text = new StringBuilder("The configuration has ");
    text.append(problems.size()).append(problems.size() == 1 ? " problem:" : " problems:");
    problems.forEach(problem -> text.append("\n  ").append(problem));
    if (!missing.isEmpty()) {
      text.append("\nAnd not all of its backends can be used:");
      missing.forEach(reason -> text.append("\n  ").append(reason));
    }
    return text.toString();
  }
}
