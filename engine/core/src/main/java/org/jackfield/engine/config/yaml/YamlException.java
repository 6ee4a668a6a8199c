package org.jackfield.engine.config.yaml;

/** A file that could not be read as YAML at all. Carries no stack trace: it tells of the file. */
public final class YamlException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient YamlProblem problem;

  /** An error that tells this problem. */
  public YamlException(YamlProblem problem) {
    super(problem.toString(), null, false, false);
    this.problem = problem;
  }

  YamlException(Location location, String message, String hint) {
    this(new YamlProblem(location, message, hint));
  }

  /** What is wrong and where. */
  public YamlProblem problem() {
    return problem;
  }
}
