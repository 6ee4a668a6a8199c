package org.jackfield.chattemplate;

/** A macro, or the body of a call block, with the scope that it was defined in. */
final class MacroValue implements Value {
  private final Stmt.MacroDefinition definition;
  private final Scope scope;

  MacroValue(Stmt.MacroDefinition definition, Scope scope) {
    this.definition = definition;
    this.scope = scope;
  }

  Stmt.MacroDefinition definition() {
    return definition;
  }

  Scope scope() {
    return scope;
  }
}
