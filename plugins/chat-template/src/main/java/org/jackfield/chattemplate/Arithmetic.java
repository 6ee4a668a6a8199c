package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.List;

/** Python's arithmetic operators on numbers, strings, lists and tuples. Integers have 64 bits. */
final class Arithmetic {
  private Arithmetic() {}

  static Value apply(RenderRun run, Expr.BinaryOperator operator, Value left, Value right) {
    requireDefined(run, left);
    if (operator == Expr.BinaryOperator.MODULO && left instanceof Text format) {
      return PercentFormat.format(run, format, right);
    }
    requireDefined(run, right);
    try {
      return switch (operator) {
        case ADD -> add(run, left, right);
        case MULTIPLY -> multiply(run, left, right);
        case SUBTRACT, DIVIDE, FLOOR_DIVIDE, MODULO, POWER -> numbers(run, operator, left, right);
      };
    } catch (ArithmeticException e) {
      throw run.error("the result of '%s' has no 64 bits".formatted(operator.symbol()));
    }
  }

  private static void requireDefined(RenderRun run, Value value) {
    if (value instanceof Value.Undefined undefined) {
      throw run.error(undefined.message());
    }
  }

  static Value sign(RenderRun run, Value operand, boolean negative) {
    requireDefined(run, operand);
    if (!isNumber(operand)) {
      throw run.error("a sign before a %s has no meaning".formatted(Types.name(operand)));
    }
    if (operand instanceof Value.Decimal number) {
      return new Value.Decimal(negative ? -number.value() : number.value(), number.content());
    }
    long value = integer(operand);
    if (negative && value == Long.MIN_VALUE) {
      throw run.error("the negative of %d has no 64 bits".formatted(value));
    }
    return new Value.Int(negative ? -value : value, Types.isContent(operand));
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Int
        || value instanceof Value.Decimal
        || value instanceof Value.Bool;
  }

  /** The number of an integer or boolean. */
  static long integer(Value value) {
    return switch (value) {
      case Value.Int number -> number.value();
      case Value.Bool bool when bool.isTrue() -> 1;
      case Value _ -> 0;
    };
  }

  static double decimal(Value value) {
    return value instanceof Value.Decimal number ? number.value() : integer(value);
  }

  private static Value add(RenderRun run, Value left, Value right) {
    if (left instanceof Text first && right instanceof Text second) {
      return first.isMarkup() || second.isMarkup()
          ? addMarkup(run, first, second)
          : run.text().append(first).append(second).build();
    }
    if (left instanceof Value.ListValue first && right instanceof Value.ListValue second) {
      return new Value.ListValue(
          joined(run, first.items(), second.items()), first.content() || second.content());
    }
    if (left instanceof Value.TupleValue first && right instanceof Value.TupleValue second) {
      return new Value.TupleValue(
          joined(run, first.items(), second.items()), first.content() || second.content());
    }
    return numbers(run, Expr.BinaryOperator.ADD, left, right);
  }

  /** Markup plus text: markupsafe escapes the side that is no markup. */
  private static Text addMarkup(RenderRun run, Text first, Text second) {
    Text left = TextFilters.escape(run, first);
    Text right = TextFilters.escape(run, second);
    return run.text().append(left).append(right).build().asMarkup(true);
  }

  private static List<Value> joined(RenderRun run, List<Value> first, List<Value> second) {
    run.step((long) first.size() + second.size());
    List<Value> joined = new ArrayList<>(first.size() + second.size());
    joined.addAll(first);
    joined.addAll(second);
    return joined;
  }

  private static Value multiply(RenderRun run, Value left, Value right) {
    if (isRepeatable(left) && (right instanceof Value.Int || right instanceof Value.Bool)) {
      return repeat(run, left, integer(right));
    }
    if (isRepeatable(right) && (left instanceof Value.Int || left instanceof Value.Bool)) {
      return repeat(run, right, integer(left));
    }
    return numbers(run, Expr.BinaryOperator.MULTIPLY, left, right);
  }

  private static boolean isRepeatable(Value value) {
    return value instanceof Text
        || value instanceof Value.ListValue
        || value instanceof Value.TupleValue;
  }

  private static Value repeat(RenderRun run, Value value, long times) {
    if (value instanceof Text text) {
      TextBuilder out = run.text();
      for (long i = 0; i < times && !text.isEmpty(); i++) {
        run.step(1);
        out.append(text);
      }
      return out.build().asMarkup(text.isMarkup());
    }
    List<Value> items = Types.list(run, value);
    List<Value> repeated = new ArrayList<>();
    for (long i = 0; i < times && !items.isEmpty(); i++) {
      run.step(items.size());
      repeated.addAll(items);
    }
    return value instanceof Value.TupleValue
        ? new Value.TupleValue(repeated, Types.isContent(value))
        : new Value.ListValue(repeated, Types.isContent(value));
  }

  private static Value numbers(
      RenderRun run, Expr.BinaryOperator operator, Value left, Value right) {
    if (!isNumber(left) || !isNumber(right)) {
      throw run.error(
          "'%s' does not work on a %s and a %s"
              .formatted(operator.symbol(), Types.name(left), Types.name(right)));
    }
    boolean content = Types.isContent(left) || Types.isContent(right);
    boolean exact = !(left instanceof Value.Decimal) && !(right instanceof Value.Decimal);
    if (exact && operator != Expr.BinaryOperator.DIVIDE) {
      return integers(run, operator, integer(left), integer(right), content);
    }
    return new Value.Decimal(decimals(run, operator, decimal(left), decimal(right)), content);
  }

  private static Value integers(
      RenderRun run, Expr.BinaryOperator operator, long left, long right, boolean content) {
    long result =
        switch (operator) {
          case ADD -> Math.addExact(left, right);
          case SUBTRACT -> Math.subtractExact(left, right);
          case MULTIPLY -> Math.multiplyExact(left, right);
          case FLOOR_DIVIDE -> {
            requireDivisor(run, right);
            if (left == Long.MIN_VALUE && right == -1) {
              throw new ArithmeticException();
            }
            yield Math.floorDiv(left, right);
          }
          case MODULO -> {
            requireDivisor(run, right);
            yield Math.floorMod(left, right);
          }
          case POWER -> {
            if (right < 0) {
              requireDivisor(run, left);
              yield 0;
            }
            yield power(left, right);
          }
          case DIVIDE -> throw new IllegalStateException("division gives a decimal");
        };
    return operator == Expr.BinaryOperator.POWER && right < 0
        ? new Value.Decimal(Math.pow(left, right), content)
        : new Value.Int(result, content);
  }

  private static void requireDivisor(RenderRun run, double divisor) {
    if (divisor == 0) {
      throw run.error("division by zero");
    }
  }

  private static long power(long base, long exponent) {
    if (base == 0 || base == 1) {
      return exponent == 0 ? 1 : base;
    }
    if (base == -1) {
      return exponent % 2 == 0 ? 1 : -1;
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private static double decimals(
      RenderRun run, Expr.BinaryOperator operator, double left, double right) {
    return switch (operator) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> {
        requireDivisor(run, right);
        yield left / right;
      }
      case FLOOR_DIVIDE -> {
        requireDivisor(run, right);
        yield Math.floor((left - modulo(left, right)) / right + 0.5);
      }
      case MODULO -> {
        requireDivisor(run, right);
        yield modulo(left, right);
      }
      case POWER -> {
        double result = Math.pow(left, right);
        if (Double.isNaN(result) && left < 0) {
          throw run.unsupported("a root of a negative number is not supported");
        }
        if (left == 0 && right < 0) {
          throw run.error("zero has no negative power");
        }
        yield result;
      }
    };
  }

  /** The remainder with the sign of the divisor. */
  private static double modulo(double left, double right) {
    double remainder = left % right;
    return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder;
  }
}
