package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls macros, methods and the global functions. One rendering, one thread. */
final class Calls {
  /** jinja2's MAX_RANGE (jinja2/sandbox.py). */
  static final int MAX_RANGE_ITEMS = 100_000;

  private static final Signature RAISE = Signature.of("message");
  private static final Signature STRFTIME = Signature.of("format");

  private final RenderRun run;
  private final Interpreter interpreter;
  private final Evaluator evaluator;

  Calls(RenderRun run, Interpreter interpreter, Evaluator evaluator) {
    this.run = run;
    this.interpreter = interpreter;
    this.evaluator = evaluator;
  }

  Value call(Value function, Arguments arguments) {
    return switch (function) {
      case MacroValue macro -> macro(macro, arguments);
      case Value.Method method -> method(method, arguments);
      case GlobalFunction global -> global(global, arguments);
      case LoopValue loop -> recurse(loop, arguments);
      case Value.Undefined undefined -> throw run.error(undefined.message());
      case Text _, DictValue _, DictView _, GeneratorValue _, NamespaceValue _ ->
          throw notCallable(function);
      case Value.Bool _, Value.Decimal _, Value.Int _, Value.ListValue _ ->
          throw notCallable(function);
      case Value.None _, Value.Range _, Value.TupleValue _ -> throw notCallable(function);
    };
  }

  private ChatTemplateException notCallable(Value value) {
    return run.error("a %s cannot be called".formatted(Types.name(value)));
  }

  private Value method(Value.Method method, Arguments arguments) {
    return switch (method.receiver()) {
      case Text text -> StringMethods.call(run, text, method.name(), arguments);
      case LoopValue loop ->
          method.name().equals("cycle")
              ? loop.cycle(arguments.positional())
              : loop.changed(arguments.positional());
      case Value receiver -> ContainerMethods.call(run, receiver, method.name(), arguments);
    };
  }

  private Value recurse(LoopValue loop, Arguments arguments) {
    if (!loop.statement().recursive()) {
      throw run.error("the loop needs the word 'recursive' to be called");
    }
    Bound bound = Signature.of("iterable").bind(run, "loop()", arguments);
    run.enter();
    Text text = interpreter.recurse(loop, bound.value(0));
    run.leave();
    return text;
  }

  /** As jinja2's runtime.Macro: what is not given has its default, else is undefined. */
  private Value macro(MacroValue macro, Arguments arguments) {
    Stmt.MacroDefinition definition = macro.definition();
    run.enter();
    Scope scope = new Scope(macro.scope(), definition.body().frame());
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    List<Stmt.Parameter> parameters = definition.parameters();
    List<Stmt.Parameter> missing = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      Value given =
          i < arguments.positional().size() ? arguments.positional().get(i) : named.remove(name);
      if (given == null) {
        missing.add(parameters.get(i));
        scope.set(name, new Value.Undefined("parameter '%s' was not provided".formatted(name)));
      } else {
        scope.set(name, given);
      }
    }
    bindImplicit(definition, scope, named, arguments.positional());
    for (Stmt.Parameter parameter : missing) {
      Expr value = parameter.defaultValue();
      if (value != null) {
        scope.set(parameter.name(), evaluator.evaluate(value, scope));
      }
    }
    Text text = interpreter.render(definition.body(), scope);
    run.leave();
    return text;
  }

  private void bindImplicit(
      Stmt.MacroDefinition definition,
      Scope scope,
      Map<String, Value> named,
      List<Value> positional) {
    int count = definition.parameters().size();
    boolean hasCaller = definition.parameters().stream().anyMatch(p -> p.name().equals("caller"));
    if (definition.implicit().caller() && !hasCaller) {
      Value caller = named.remove("caller");
      scope.set("caller", caller == null ? new Value.Undefined("No caller defined") : caller);
    }
    if (definition.implicit().kwargs()) {
      DictValue kwargs = new DictValue(false);
      named.forEach((name, value) -> kwargs.put(Text.template(name), value));
      scope.set("kwargs", kwargs);
    } else if (!named.isEmpty()) {
      throw run.error(
          "macro '%s' takes no argument '%s'"
              .formatted(definition.name(), named.keySet().iterator().next()));
    }
    if (definition.implicit().varargs()) {
      List<Value> rest = positional.subList(Math.min(count, positional.size()), positional.size());
      scope.set("varargs", new Value.TupleValue(rest, false));
    } else if (positional.size() > count) {
      throw run.error(
          "macro '%s' takes not more than %d arguments".formatted(definition.name(), count));
    }
  }

  private Value global(GlobalFunction function, Arguments arguments) {
    return switch (function) {
      case RANGE -> range(arguments);
      case DICT -> dict(arguments);
      case NAMESPACE -> namespace(arguments);
      case RAISE_EXCEPTION -> {
        Bound bound = RAISE.bind(run, "raise_exception", arguments);
        throw run.raised(Printer.string(run, bound.value(0)).string());
      }
      case STRFTIME_NOW -> {
        Text format = STRFTIME.bind(run, "strftime_now", arguments).text(0);
        yield Strftime.format(run, format);
      }
    };
  }

  private Value range(Arguments arguments) {
    int given = arguments.positional().size();
    Signature signature = Signature.of(given < 2 ? "stop" : "start stop step?");
    Bound bound = signature.bind(run, "range", arguments);
    long start = given < 2 ? 0 : bound.integer(0, 0);
    long stop = bound.integer(given < 2 ? 0 : 1, 0);
    long step = given < 3 ? 1 : bound.integer(2, 1);
    if (step == 0) {
      throw run.error("range() needs a step that is not zero");
    }
    long far = 1L << 52;
    if (Math.max(Math.max(start, stop), step) > far
        || Math.min(Math.min(start, stop), step) < -far) {
      throw run.limit("range() takes no numbers beyond 2**52");
    }
    long size = Math.max(0, Math.ceilDiv(stop - start, step));
    if (size > MAX_RANGE_ITEMS) {
      throw run.limit("range() gives more than %d items".formatted(MAX_RANGE_ITEMS));
    }
    return new Value.Range(start, stop, step, (int) size);
  }

  private DictValue dict(Arguments arguments) {
    if (arguments.positional().size() > 1) {
      throw run.error("dict() takes at most one positional argument");
    }
    DictValue dict = new DictValue(false);
    for (Value source : arguments.positional()) {
      if (source instanceof DictValue entries) {
        entries.entries().forEach(e -> dict.put(run, e.key(), e.value()));
        run.step(entries.size());
      } else {
        for (Value pair : Types.list(run, source)) {
          List<Value> items = Types.list(run, pair);
          if (items.size() != 2) {
            throw run.error("dict() wants pairs, not sequences of " + items.size());
          }
          dict.put(run, items.getFirst(), items.getLast());
        }
      }
    }
    arguments.named().forEach((name, value) -> dict.put(Text.template(name), value));
    return dict;
  }

  private Value namespace(Arguments arguments) {
    NamespaceValue namespace = new NamespaceValue();
    for (DictValue.Entry entry : dict(arguments).entries()) {
      if (!(entry.key() instanceof Text name)) {
        throw run.error("the names of a namespace are strings");
      }
      namespace.set(run, name.string(), entry.value());
    }
    return namespace;
  }
}
