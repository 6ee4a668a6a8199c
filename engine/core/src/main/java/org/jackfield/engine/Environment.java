package org.jackfield.engine;

import java.util.Map;
import java.util.Optional;

/** The environment variables the engine may see; given once, never read elsewhere. Immutable. */
public record Environment(Map<String, String> variables) {
  /** Copies its map. */
  public Environment {
    variables = Map.copyOf(variables);
  }

  /** This process's own. */
  public static Environment ofProcess() {
    return new Environment(System.getenv());
  }

  /** A variable that is set and not blank. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  /** How many there are; the values may be secrets. */
  @Override
  public String toString() {
    return variables.size() + " variables";
  }
}
