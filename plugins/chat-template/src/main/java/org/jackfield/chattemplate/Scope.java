package org.jackfield.chattemplate;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables of a block; what is not here is looked for outside. One thread only. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> variables;

  /** The scope of a whole template, with the variables of the caller. */
  Scope(Map<String, Value> variables, NameFrame frame) {
    this.outer = null;
    this.variables = new HashMap<>(variables);
    this.variables.putAll(frame.unset());
  }

  Scope(Scope outer, NameFrame frame) {
    this.outer = outer;
    this.variables = new HashMap<>(frame.unset());
  }

  /** A scope of the expressions in a statement. */
  Scope(Scope outer) {
    this.outer = outer;
    this.variables = new HashMap<>();
  }

  @Nullable Value find(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  void set(String name, Value value) {
    variables.put(name, value);
  }
}
