package org.jackfield.engine.config;

import org.jackfield.engine.config.yaml.Location;
import org.jackfield.engine.config.yaml.YamlProblem;

/**
 * One thing that is wrong with the configuration. Holds no secret.
 *
 * @param location where; a file as a whole has line 0, and what comes from the environment has the
 *     variable's name in place of a file
 * @param path the key's path, such as {@code llm.providers[0].timeout}; empty for a whole file
 * @param message what is wrong, with the value
 * @param hint what to do about it; may be empty
 */
public record ConfigProblem(Location location, String path, String message, String hint) {
  static ConfigProblem of(YamlProblem problem) {
    return new ConfigProblem(problem.location(), "", problem.message(), problem.hint());
  }

  /** The file's name. */
  public String file() {
    return location.file();
  }

  /** The line, from 1; 0 for the file as a whole. */
  public int line() {
    return location.line();
  }

  /** The column, from 1; 0 for the file as a whole. */
  public int column() {
    return location.column();
  }

  /** One line: where, which key, what, and what to do. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(location.toString()).append(": ");
    if (!path.isEmpty()) {
      line.append(path).append(": ");
    }
    line.append(message);
    if (!hint.isEmpty()) {
      line.append(' ').append(hint);
    }
    return line.toString();
  }
}
