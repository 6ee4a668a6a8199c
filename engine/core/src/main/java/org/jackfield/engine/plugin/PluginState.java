package org.jackfield.engine.plugin;

import java.util.Locale;

/** Whether a plugin can be used. */
public enum PluginState {
  /** Loaded; its backend types can be used. */
  READY,
  /** Refused for a reason; its backend types are known as unavailable. */
  QUARANTINED;

  /** The name used in lists and JSON. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
