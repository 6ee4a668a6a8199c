package org.jackfield.engine;

import java.util.Locale;

/**
 * What a call may have pulled that is not here yet. What is here serves under every rule. A pull
 * costs disk, time and the acceptance of a licence, so it is the operator's to allow: a command
 * line's user is that operator, a client of a server is not.
 */
public enum PullRule {
  /** Nothing: the operator pulls ahead. */
  NEVER,

  /** What the configuration names: a backend's model and its native library. */
  CONFIGURED,

  /** Also a model of the catalogue that only the request names. */
  REQUEST;

  /** As it is written in the configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
