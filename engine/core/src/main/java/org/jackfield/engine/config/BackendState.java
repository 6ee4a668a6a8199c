package org.jackfield.engine.config;

import org.jackfield.spi.Settings;

/** Whether a configured backend can be built, and from what. */
public sealed interface BackendState {
  /**
   * It can be built.
   *
   * @param settings its options: typed, checked, defaults and environment variables filled in
   */
  record Ready(Settings settings) implements BackendState {
    /** Leaves the settings out: a secret may have been put where none was declared. */
    @Override
    public String toString() {
      return "Ready";
    }
  }

  /**
   * Something that it needs is missing or wrong in its environment; the others serve.
   *
   * @param reason what, and how to set it
   */
  record NotConfigured(String reason) implements BackendState {}

  /**
   * Its plugin is there and could not be loaded; the others serve.
   *
   * @param reason why
   */
  record Unavailable(String reason) implements BackendState {}
}
