package org.jackfield.engine.config.yaml;

/**
 * What is wrong with a file as YAML.
 *
 * @param location where
 * @param message what, as a sentence without the location
 * @param hint what to do about it; empty when the message says it all
 */
public record YamlProblem(Location location, String message, String hint) {
  /** The location, the message and the hint in one line. */
  @Override
  public String toString() {
    return location + ": " + message + (hint.isEmpty() ? "" : " " + hint);
  }
}
