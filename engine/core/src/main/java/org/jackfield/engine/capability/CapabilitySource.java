package org.jackfield.engine.capability;

/**
 * Somebody who knows something of a model.
 *
 * @param place where it is said, for people
 * @param changes what is said
 */
public record CapabilitySource(String place, CapabilityChanges changes) {
  /** The place of what a backend's own entry says. */
  public static final String ENTRY = "its entry";

  /** The place of what a plugin declares. */
  public static final String PLUGIN = "its plugin";
}
