package org.jackfield.engine.config.yaml;

import java.util.List;

/**
 * A YAML file, read.
 *
 * @param root its one value; a null scalar when the file holds nothing
 * @param problems keys written twice; the first of each is in the tree
 */
public record YamlDocument(YamlNode root, List<YamlProblem> problems) {
  /** Copies its list. */
  public YamlDocument {
    problems = List.copyOf(problems);
  }

  /** Whether the file holds nothing but comments. */
  public boolean isEmpty() {
    return root instanceof YamlNode.Scalar scalar && scalar.isNull();
  }
}
