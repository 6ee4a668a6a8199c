package org.jackfield.engine.config;

import java.time.Duration;

/**
 * How changes of the files reach the running engine.
 *
 * @param watch whether files are watched, or only read when asked
 * @param probe what a new or rebuilt backend that is not there means
 * @param lost what a backend means that served and could not any more, such as one whose plugin is
 *     gone
 * @param noRoom what it means that a new model does not fit into memory beside the old one
 * @param drain how long running answers of a removed backend may take
 */
public record ReloadConfig(
    boolean watch, OnDown probe, OnLost lost, OnNoRoom noRoom, Duration drain) {
  /** What to do when a new backend's probe fails. */
  public enum OnDown {
    /** Do not probe. */
    OFF,
    /** Serve, and warn. */
    WARN,
    /** Keep the old configuration. */
    REFUSE
  }

  /** What to do when a backend would be lost. */
  public enum OnLost {
    /** Keep the old configuration. */
    REFUSE,
    /** Go on without it once its running answers have ended. */
    DRAIN
  }

  /** What to do when there is no room for a new model beside the old one. */
  public enum OnNoRoom {
    /** Keep the old configuration. */
    REFUSE,
    /** Let the old model go first; until the new one is loaded, calls of that backend wait. */
    DRAIN
  }
}
