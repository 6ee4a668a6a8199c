package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes expressions. One rendering, one thread. */
final class Evaluator {
  private final RenderRun run;
  private final Calls calls;

  Evaluator(RenderRun run, Interpreter interpreter) {
    this.run = run;
    this.calls = new Calls(run, interpreter, this);
  }

  Value evaluate(Expr expr, Scope scope) {
    run.enter();
    Value value =
        switch (expr) {
          case Expr.Const constant -> constant.value();
          case Expr.Name name -> name(name, scope);
          case Expr.ListLiteral list -> Value.list(all(list.items(), scope));
          case Expr.TupleLiteral tuple -> new Value.TupleValue(all(tuple.items(), scope), false);
          case Expr.DictLiteral dict -> dict(dict, scope);
          case Expr.Attribute attribute -> attribute(attribute, scope);
          case Expr.Subscript subscript -> subscript(subscript, scope);
          case Expr.Slice slice -> slice(slice, scope);
          case Expr.Call call -> call(call, scope, null);
          case Expr.Filtered filtered ->
              filter(List.of(filtered.filter()), evaluate(filtered.input(), scope), scope);
          case Expr.Tested tested -> tested(tested, scope);
          case Expr.Not not -> Value.Bool.of(!Types.isTrue(evaluate(not.operand(), scope)));
          case Expr.Sign sign -> sign(sign, scope);
          case Expr.Binary binary -> binary(binary, scope);
          case Expr.Concat concat -> concat(concat, scope);
          case Expr.And and -> {
            Value left = evaluate(and.left(), scope);
            yield Types.isTrue(left) ? evaluate(and.right(), scope) : left;
          }
          case Expr.Or or -> {
            Value left = evaluate(or.left(), scope);
            yield Types.isTrue(left) ? left : evaluate(or.right(), scope);
          }
          case Expr.Compare compare -> compare(compare, scope);
          case Expr.Conditional conditional -> conditional(conditional, scope);
        };
    run.leave();
    return value;
  }

  private List<Value> all(List<Expr> expressions, Scope scope) {
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expr expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private static Value name(Expr.Name name, Scope scope) {
    Value value = scope.find(name.name());
    if (value != null) {
      return value;
    }
    GlobalFunction function = GlobalFunction.find(name.name());
    return function == null ? Value.Undefined.name(name.name()) : function;
  }

  private Value dict(Expr.DictLiteral literal, Scope scope) {
    DictValue dict = new DictValue(false);
    for (Expr.Pair pair : literal.pairs()) {
      Value key = evaluate(pair.key(), scope);
      Value value = evaluate(pair.value(), scope);
      run.at(literal.at());
      dict.put(run, key, value);
    }
    return dict;
  }

  private Value attribute(Expr.Attribute attribute, Scope scope) {
    Value object = evaluate(attribute.object(), scope);
    run.at(attribute.at());
    return Access.attribute(run, object, attribute.name());
  }

  private Value subscript(Expr.Subscript subscript, Scope scope) {
    Value object = evaluate(subscript.object(), scope);
    Value index = evaluate(subscript.index(), scope);
    run.at(subscript.at());
    return Access.item(run, object, index);
  }

  private Value slice(Expr.Slice slice, Scope scope) {
    Value object = evaluate(slice.object(), scope);
    Value start = optional(slice.start(), scope);
    Value stop = optional(slice.stop(), scope);
    Value step = optional(slice.step(), scope);
    run.at(slice.at());
    return Slices.slice(run, object, start, stop, step);
  }

  private Value optional(@Nullable Expr expr, Scope scope) {
    return expr == null ? Value.None.NONE : evaluate(expr, scope);
  }

  /** Calls a function; {@code caller} is the body of a call block, if there is one. */
  Value call(Expr.Call call, Scope scope, @Nullable MacroValue caller) {
    Value function = evaluate(call.function(), scope);
    Arguments arguments = arguments(call.arguments(), scope);
    if (caller != null) {
      Map<String, Value> named = new LinkedHashMap<>(arguments.named());
      named.put("caller", caller);
      arguments = new Arguments(arguments.positional(), named);
    }
    run.at(call.at());
    return calls.call(function, arguments);
  }

  private Arguments arguments(Expr.ArgumentList list, Scope scope) {
    if (list.positional().isEmpty() && list.named().isEmpty()) {
      return Arguments.NONE;
    }
    List<Value> positional = all(list.positional(), scope);
    Map<String, Value> named = LinkedHashMap.newLinkedHashMap(list.named().size());
    for (Expr.Keyword keyword : list.named()) {
      named.put(keyword.name(), evaluate(keyword.value(), scope));
    }
    return new Arguments(positional, named);
  }

  Value filter(List<Expr.FilterCall> filters, Value input, Scope scope) {
    Value value = input;
    for (Expr.FilterCall filter : filters) {
      Arguments arguments = arguments(filter.arguments(), scope);
      run.at(filter.at());
      value = Filters.apply(run, filter.filter(), value, arguments);
    }
    return value;
  }

  private Value tested(Expr.Tested tested, Scope scope) {
    Value input = evaluate(tested.input(), scope);
    Arguments arguments = arguments(tested.arguments(), scope);
    run.at(tested.at());
    return Value.Bool.of(Tests.holds(run, tested.test(), input, arguments));
  }

  private Value sign(Expr.Sign sign, Scope scope) {
    Value operand = evaluate(sign.operand(), scope);
    run.at(sign.at());
    return Arithmetic.sign(run, operand, sign.negative());
  }

  private Value binary(Expr.Binary binary, Scope scope) {
    Value left = evaluate(binary.left(), scope);
    Value right = evaluate(binary.right(), scope);
    run.at(binary.at());
    return Arithmetic.apply(run, binary.operator(), left, right);
  }

  private Value concat(Expr.Concat concat, Scope scope) {
    TextBuilder joined = run.text();
    for (Expr part : concat.parts()) {
      Value value = evaluate(part, scope);
      run.at(part.at());
      joined.append(Printer.string(run, value));
    }
    return joined.build();
  }

  private Value compare(Expr.Compare compare, Scope scope) {
    Value left = evaluate(compare.first(), scope);
    for (Expr.Comparand comparand : compare.rest()) {
      Value right = evaluate(comparand.operand(), scope);
      run.at(compare.at());
      if (!Comparisons.holds(run, comparand.operator(), left, right)) {
        return Value.Bool.FALSE;
      }
      left = right;
    }
    return Value.Bool.TRUE;
  }

  private Value conditional(Expr.Conditional conditional, Scope scope) {
    if (Types.isTrue(evaluate(conditional.test(), scope))) {
      return evaluate(conditional.then(), scope);
    }
    Expr otherwise = conditional.otherwise();
    return otherwise == null
        ? new Value.Undefined("the inline 'if' was false and has no 'else'")
        : evaluate(otherwise, scope);
  }
}
