package org.jackfield.chattemplate;

/** The tests of {@code is}. */
final class Tests {
  private Tests() {}

  static boolean holds(RenderRun run, TestName test, Value value, Arguments arguments) {
    Bound bound = test.signature().bind(run, "the test " + test.pythonName(), arguments);
    return switch (test) {
      case BOOLEAN -> value instanceof Value.Bool;
      case CALLABLE ->
          value instanceof MacroValue
              || value instanceof Value.Method
              || value instanceof GlobalFunction
              || value instanceof LoopValue
              || value instanceof Value.Undefined;
      case DEFINED -> !(value instanceof Value.Undefined);
      case UNDEFINED -> value instanceof Value.Undefined;
      case DIVISIBLEBY -> remainder(run, value, bound.value(0), 0);
      case EVEN -> remainder(run, value, Value.integer(2), 0);
      case ODD -> remainder(run, value, Value.integer(2), 1);
      case EQUAL -> compared(run, Expr.CompareOperator.EQUAL, value, bound);
      case NOT_EQUAL -> compared(run, Expr.CompareOperator.NOT_EQUAL, value, bound);
      case GREATER -> compared(run, Expr.CompareOperator.GREATER, value, bound);
      case GREATER_OR_EQUAL -> compared(run, Expr.CompareOperator.GREATER_OR_EQUAL, value, bound);
      case LESS -> compared(run, Expr.CompareOperator.LESS, value, bound);
      case LESS_OR_EQUAL -> compared(run, Expr.CompareOperator.LESS_OR_EQUAL, value, bound);
      case IN -> compared(run, Expr.CompareOperator.IN, value, bound);
      case FALSE -> value == Value.Bool.FALSE;
      case TRUE -> value == Value.Bool.TRUE;
      case NONE -> value == Value.None.NONE;
      case INTEGER -> value instanceof Value.Int;
      case FLOAT -> value instanceof Value.Decimal;
      case NUMBER -> Arithmetic.isNumber(value);
      case STRING -> value instanceof Text;
      case MAPPING -> value instanceof DictValue;
      case ITERABLE -> Types.elements(value).isPresent() || value instanceof LoopValue;
      case SEQUENCE -> isSequence(value);
      case SAMEAS -> same(run, value, bound.value(0));
      case LOWER -> Casing.isAll(charged(run, value), false);
      case UPPER -> Casing.isAll(charged(run, value), true);
    };
  }

  private static Text charged(RenderRun run, Value value) {
    Text text = Printer.string(run, value);
    run.step(text.length() / 1024);
    return text;
  }

  private static boolean compared(
      RenderRun run, Expr.CompareOperator operator, Value value, Bound bound) {
    return Comparisons.holds(run, operator, value, bound.value(0));
  }

  private static boolean remainder(RenderRun run, Value value, Value divisor, long remainder) {
    Value rest = Arithmetic.apply(run, Expr.BinaryOperator.MODULO, value, divisor);
    return Comparisons.equal(run, rest, Value.integer(remainder));
  }

  /** What Python has both a length and items of; a mapping is one, a view or generator is not. */
  private static boolean isSequence(Value value) {
    return value instanceof Text
        || value instanceof Value.ListValue
        || value instanceof Value.TupleValue
        || value instanceof DictValue
        || value instanceof Value.Range
        || value instanceof Value.Undefined;
  }

  @SuppressWarnings("ReferenceEquality") // Identity is what the test asks for.
  private static boolean same(RenderRun run, Value value, Value other) {
    if (value instanceof Text || value instanceof Value.Int || value instanceof Value.Decimal) {
      if (other.getClass() == value.getClass()) {
        throw run.unsupported(
            "'sameas' on strings and numbers is not supported: Python leaves it open; use '=='");
      }
      return false;
    }
    return value == other;
  }
}
