package org.jackfield.engine;

import java.util.List;
import java.util.Locale;

/**
 * What another configuration means for the running engine: what is built, changed and taken away,
 * and what is carried over untouched. Holds no secret.
 *
 * @param changes what differs, in the order backends, routing, profiles, templates, plugins, server
 * @param carriedOver backends that go on as they are: connections, loaded models, counters
 * @param warnings what an operator should know and that stops nothing
 */
public record ReloadPlan(List<Change> changes, List<String> carriedOver, List<String> warnings) {
  /** What happens to something. */
  public enum Kind {
    /** It is new. */
    ADDED,
    /** It is gone; running answers end first. */
    REMOVED,
    /** It is built anew beside the old one, which then goes. */
    REBUILT,
    /** It has other values; nothing is built. */
    CHANGED,
    /** It is there and cannot serve. */
    UNUSABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One difference.
   *
   * @param kind what happens
   * @param what to which kind of thing, such as "backend" or "profile"
   * @param name its name; empty where there is only one
   * @param reason why, such as the settings that differ; may be empty
   */
  public record Change(Kind kind, String what, String name, String reason) {
    /** One line for people. */
    @Override
    public String toString() {
      return what
          + (name.isEmpty() ? "" : " " + name)
          + " "
          + kind
          + (reason.isEmpty() ? "" : ": " + reason);
    }
  }

  /** Copies its lists. */
  public ReloadPlan {
    changes = List.copyOf(changes);
    carriedOver = List.copyOf(carriedOver);
    warnings = List.copyOf(warnings);
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }
}
