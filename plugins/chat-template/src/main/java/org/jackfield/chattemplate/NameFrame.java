package org.jackfield.chattemplate;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that one scope of a template uses, found while parsing; frozen after it.
 *
 * <p>jinja2 decides statically where a name lives: a name whose first use in a scope is an
 * assignment belongs to that scope and is undefined there until then, even if the caller passed a
 * variable of that name (jinja2 3.1 {@code idtracking.py}). It shows when a loop or a macro reads
 * the name before the assignment.
 */
final class NameFrame {
  private final @Nullable NameFrame outer;
  private final Map<String, Boolean> assignedFirst = new HashMap<>();
  private Map<String, Value> unset = Map.of();
  private int branches;

  NameFrame(@Nullable NameFrame outer) {
    this.outer = outer;
  }

  @Nullable NameFrame outer() {
    return outer;
  }

  void enterBranch() {
    branches++;
  }

  void leaveBranch() {
    branches--;
  }

  void load(String name) {
    assignedFirst.putIfAbsent(name, false);
  }

  /** An assignment; within a branch of an if it may not happen, so the name is looked up first. */
  void store(String name) {
    assignedFirst.putIfAbsent(name, branches == 0);
  }

  void parameter(String name) {
    assignedFirst.put(name, false);
  }

  /** Settles which names start undefined; outer frames must be complete. */
  void freeze() {
    unset = new HashMap<>();
    assignedFirst.forEach(
        (name, first) -> {
          if (first && !knownOutside(name)) {
            unset.put(name, Value.Undefined.name(name));
          }
        });
  }

  private boolean knownOutside(String name) {
    for (NameFrame frame = outer; frame != null; frame = frame.outer) {
      if (frame.assignedFirst.containsKey(name)) {
        return true;
      }
    }
    return false;
  }

  /** The names that are undefined when the scope begins. */
  Map<String, Value> unset() {
    return unset;
  }
}
