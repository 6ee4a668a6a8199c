package org.jackfield.chattemplate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression of a compiled template. Immutable; {@code at} is its offset in the source. */
sealed interface Expr {
  int at();

  record Const(Value value, int at) implements Expr {}

  record Name(String name, int at) implements Expr {}

  record ListLiteral(List<Expr> items, int at) implements Expr {}

  record TupleLiteral(List<Expr> items, int at) implements Expr {}

  record DictLiteral(List<Pair> pairs, int at) implements Expr {}

  record Pair(Expr key, Expr value) {}

  record Attribute(Expr object, String name, int at) implements Expr {}

  record Subscript(Expr object, Expr index, int at) implements Expr {}

  record Slice(Expr object, @Nullable Expr start, @Nullable Expr stop, @Nullable Expr step, int at)
      implements Expr {}

  record Call(Expr function, ArgumentList arguments, int at) implements Expr {}

  record Filtered(Expr input, FilterCall filter, int at) implements Expr {}

  record Tested(Expr input, TestName test, ArgumentList arguments, int at) implements Expr {}

  record Not(Expr operand, int at) implements Expr {}

  record Sign(Expr operand, boolean negative, int at) implements Expr {}

  record Binary(BinaryOperator operator, Expr left, Expr right, int at) implements Expr {}

  record Concat(List<Expr> parts, int at) implements Expr {}

  record And(Expr left, Expr right, int at) implements Expr {}

  record Or(Expr left, Expr right, int at) implements Expr {}

  record Compare(Expr first, List<Comparand> rest, int at) implements Expr {}

  record Comparand(CompareOperator operator, Expr operand) {}

  record Conditional(Expr test, Expr then, @Nullable Expr otherwise, int at) implements Expr {}

  /** The arguments of a call as they are written. */
  record ArgumentList(List<Expr> positional, List<Keyword> named) {
    static final ArgumentList NONE = new ArgumentList(List.of(), List.of());
  }

  record Keyword(String name, Expr value) {}

  /** A filter with its arguments, to be applied to an input. */
  record FilterCall(FilterName filter, ArgumentList arguments, int at) {}

  /** The arithmetic operators. */
  enum BinaryOperator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    FLOOR_DIVIDE("//"),
    MODULO("%"),
    POWER("**");

    private final String symbol;

    BinaryOperator(String symbol) {
      this.symbol = symbol;
    }

    String symbol() {
      return symbol;
    }
  }

  /** The operators of comparison chains. */
  enum CompareOperator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    IN,
    NOT_IN
  }
}
