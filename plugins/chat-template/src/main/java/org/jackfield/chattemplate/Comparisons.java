package org.jackfield.chattemplate;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/** Python's comparisons. */
final class Comparisons {
  private Comparisons() {}

  static boolean holds(RenderRun run, Expr.CompareOperator operator, Value left, Value right) {
    return switch (operator) {
      case EQUAL -> equal(run, left, right);
      case NOT_EQUAL -> !equal(run, left, right);
      case LESS -> compare(run, left, right) < 0;
      case LESS_OR_EQUAL -> compare(run, left, right) <= 0;
      case GREATER -> compare(run, left, right) > 0;
      case GREATER_OR_EQUAL -> compare(run, left, right) >= 0;
      case IN -> contains(run, right, left);
      case NOT_IN -> !contains(run, right, left);
    };
  }

  @SuppressWarnings("ReferenceEquality") // A value equals itself; saves walking long lists.
  static boolean equal(RenderRun run, Value left, Value right) {
    if (left == right) {
      return true;
    }
    run.enter();
    boolean equal =
        switch (left) {
          case Text text ->
              right instanceof Text other && sameText(run, text.string(), other.string());
          case Value.Int _, Value.Decimal _, Value.Bool _ ->
              Arithmetic.isNumber(right) && compareNumbers(left, right) == 0;
          case Value.ListValue list ->
              right instanceof Value.ListValue other && equal(run, list.items(), other.items());
          case Value.TupleValue tuple ->
              right instanceof Value.TupleValue other && equal(run, tuple.items(), other.items());
          case DictValue dict -> right instanceof DictValue other && equalDicts(run, dict, other);
          case Value.Undefined _ -> right instanceof Value.Undefined;
          case Value.Range range ->
              right instanceof Value.Range other
                  && range.size() == other.size()
                  && (range.size() == 0 || range.start() == other.start())
                  && (range.size() <= 1 || range.step() == other.step());
          case DictView _ -> {
            if (right instanceof DictView) {
              throw run.unsupported("comparing views of mappings is not supported");
            }
            yield false;
          }
          case Value.None _, Value.Method _, GeneratorValue _, GlobalFunction _ -> false;
          case LoopValue _, MacroValue _, NamespaceValue _ -> false;
        };
    run.leave();
    return equal;
  }

  private static boolean sameText(RenderRun run, String left, String right) {
    run.step(Math.min(left.length(), right.length()) / 1024);
    return left.equals(right);
  }

  static boolean equal(RenderRun run, List<Value> left, List<Value> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(run, left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalDicts(RenderRun run, DictValue left, DictValue right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (DictValue.Entry entry : left.entries()) {
      Value other = right.find(run, entry.key());
      if (other == null || !equal(run, entry.value(), other)) {
        return false;
      }
    }
    return true;
  }

  static int compare(RenderRun run, Value left, Value right) {
    if (Arithmetic.isNumber(left) && Arithmetic.isNumber(right)) {
      return compareNumbers(left, right);
    }
    if (left instanceof Text first && right instanceof Text second) {
      run.step(Math.min(first.length(), second.length()) / 1024);
      return compareTexts(first.string(), second.string());
    }
    if (left instanceof Value.ListValue first && right instanceof Value.ListValue second) {
      return compareItems(run, first.items(), second.items());
    }
    if (left instanceof Value.TupleValue first && right instanceof Value.TupleValue second) {
      return compareItems(run, first.items(), second.items());
    }
    for (Value side : List.of(left, right)) {
      if (side instanceof Value.Undefined undefined) {
        throw run.error(undefined.message());
      }
    }
    throw run.error("a %s and a %s have no order".formatted(Types.name(left), Types.name(right)));
  }

  /** Not-a-number is ordered after all others, where Python says false to everything. */
  private static int compareNumbers(Value left, Value right) {
    boolean exact = !(left instanceof Value.Decimal) && !(right instanceof Value.Decimal);
    if (exact) {
      return Long.compare(Arithmetic.integer(left), Arithmetic.integer(right));
    }
    double first = Arithmetic.decimal(left);
    double second = Arithmetic.decimal(right);
    if (!Double.isFinite(first) || !Double.isFinite(second)) {
      return Double.compare(first, second);
    }
    return number(left).compareTo(number(right));
  }

  private static BigDecimal number(Value value) {
    return value instanceof Value.Decimal decimal
        ? new BigDecimal(decimal.value())
        : BigDecimal.valueOf(Arithmetic.integer(value));
  }

  /** By code points, where Java's compareTo goes by UTF-16 units. */
  private static int compareTexts(String left, String right) {
    int mismatch = 0;
    int end = Math.min(left.length(), right.length());
    while (mismatch < end && left.charAt(mismatch) == right.charAt(mismatch)) {
      mismatch++;
    }
    if (mismatch == end) {
      return Integer.compare(left.length(), right.length());
    }
    boolean inPair = mismatch > 0 && Character.isLowSurrogate(left.charAt(mismatch));
    int at = inPair ? mismatch - 1 : mismatch;
    return Integer.compare(left.codePointAt(at), right.codePointAt(at));
  }

  private static int compareItems(RenderRun run, List<Value> left, List<Value> right) {
    run.enter();
    int result = Integer.compare(left.size(), right.size());
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!equal(run, left.get(i), right.get(i))) {
        result = compare(run, left.get(i), right.get(i));
        break;
      }
    }
    run.leave();
    return result;
  }

  static boolean contains(RenderRun run, Value container, Value element) {
    if (container instanceof Text text) {
      if (!(element instanceof Text part)) {
        throw run.error("'in' a string wants a string, not a " + Types.name(element));
      }
      run.search(text.length(), part.length());
      return text.string().contains(part.string());
    }
    if (container instanceof DictValue dict) {
      boolean neverKey =
          !DictValue.canBeKey(element)
              && !(element instanceof Value.ListValue)
              && !(element instanceof DictValue);
      return !neverKey && dict.find(run, element) != null;
    }
    Iterator<Value> items =
        Types.elements(container)
            .orElseThrow(() -> run.error("'in' does not work on a " + Types.name(container)));
    while (items.hasNext()) {
      run.step(1);
      if (equal(run, items.next(), element)) {
        return true;
      }
    }
    return false;
  }
}
