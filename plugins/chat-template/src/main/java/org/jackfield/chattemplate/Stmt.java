package org.jackfield.chattemplate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of a compiled template. Immutable; {@code at} is its offset in the source. */
sealed interface Stmt {

  /** Literal text of the template. */
  record Data(Text text) implements Stmt {}

  record Output(Expr expression) implements Stmt {}

  record If(List<Branch> branches, List<Stmt> otherwise) implements Stmt {}

  /** The statements of a scope of their own. */
  record Body(List<Stmt> statements, NameFrame frame) {}

  record Branch(Expr test, List<Stmt> body) {}

  record For(
      Target target,
      Expr iterable,
      @Nullable Expr test,
      Body body,
      Body otherwise,
      boolean recursive,
      int at)
      implements Stmt {}

  record Assign(Target target, Expr value, int at) implements Stmt {}

  record AssignBlock(Target target, List<Expr.FilterCall> filters, Body body, int at)
      implements Stmt {}

  record With(List<Binding> bindings, Body body) implements Stmt {}

  record Binding(Target target, Expr value) {}

  record MacroDefinition(
      String name, List<Parameter> parameters, Implicit implicit, Body body, int at)
      implements Stmt {}

  record Parameter(String name, @Nullable Expr defaultValue) {}

  /** Which of the implicit variables of a macro its body reads; it takes only those. */
  record Implicit(boolean caller, boolean kwargs, boolean varargs) {}

  record CallBlock(MacroDefinition caller, Expr.Call call, int at) implements Stmt {}

  record FilterBlock(List<Expr.FilterCall> filters, Body body, int at) implements Stmt {}

  /** The body of {@code {% generation %}}: rendered in place, in a scope of its own. */
  record Generation(Body body) implements Stmt {}

  /** {@code {% break %}} or {@code {% continue %}}. */
  enum Jump implements Stmt {
    BREAK,
    CONTINUE
  }

  /** What a value can be assigned to. */
  sealed interface Target {
    int at();
  }

  record NameTarget(String name, int at) implements Target {}

  record AttributeTarget(String namespace, String attribute, int at) implements Target {}

  record TupleTarget(List<Target> items, int at) implements Target {}
}
