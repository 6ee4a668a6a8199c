package org.jackfield.chattemplate;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The filters that take the name of a test or another filter: map, select and their kin. */
final class SelectionFilters {
  private SelectionFilters() {}

  static Value apply(RenderRun run, FilterName filter, Value value, Arguments arguments) {
    return new GeneratorValue(
        LazyIterator.deferred(
            run,
            // jinja2 does not iterate what is false, so that none and 0 select nothing.
            () ->
                Types.isTrue(value)
                    ? selected(run, filter, Types.iterate(run, value), arguments)
                    : Collections.emptyIterator()));
  }

  private static Iterator<Value> selected(
      RenderRun run, FilterName filter, Iterator<Value> items, Arguments arguments) {
    boolean ofAttribute = filter == FilterName.SELECTATTR || filter == FilterName.REJECTATTR;
    boolean keeps = filter == FilterName.SELECT || filter == FilterName.SELECTATTR;
    if (filter == FilterName.MAP) {
      return LazyIterator.mapped(run, items, mapping(run, arguments));
    }
    UnaryOperator<Value> getter = UnaryOperator.identity();
    List<Value> positional = arguments.positional();
    if (ofAttribute) {
      if (positional.isEmpty()) {
        throw run.error("%s needs the name of an attribute".formatted(filter.pythonName()));
      }
      AttributePath path = AttributePath.of(run, positional.getFirst());
      getter = item -> path.of(item, null);
      positional = positional.subList(1, positional.size());
    }
    Predicate<Value> test = test(run, new Arguments(positional, arguments.named()));
    UnaryOperator<Value> subject = getter;
    return LazyIterator.filtered(run, items, item -> test.test(subject.apply(item)) == keeps);
  }

  private static Predicate<Value> test(RenderRun run, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      return Types::isTrue;
    }
    String name = name(run, arguments.positional().getFirst());
    TestName test = TestName.find(name);
    if (test == null) {
      throw run.unsupported(
          "the test '%s' is not supported; supported are %s".formatted(name, TestName.allNames()));
    }
    Arguments rest = rest(arguments);
    return item -> Tests.holds(run, test, item, rest);
  }

  private static UnaryOperator<Value> mapping(RenderRun run, Arguments arguments) {
    Map<String, Value> named = arguments.named();
    if (arguments.positional().isEmpty() && named.containsKey("attribute")) {
      Value fallback = named.get("default");
      for (String name : named.keySet()) {
        if (!name.equals("attribute") && !name.equals("default")) {
          throw run.error("map has no argument '%s' beside 'attribute'".formatted(name));
        }
      }
      AttributePath path = AttributePath.of(run, named.getOrDefault("attribute", Text.EMPTY));
      return item -> path.of(item, fallback);
    }
    if (arguments.positional().isEmpty()) {
      throw run.error("map needs the name of a filter, or attribute=");
    }
    String name = name(run, arguments.positional().getFirst());
    FilterName filter = FilterName.find(name);
    if (filter == null) {
      throw run.unsupported(
          "the filter '%s' is not supported; supported are %s"
              .formatted(name, FilterName.allNames()));
    }
    Arguments rest = rest(arguments);
    return item -> Filters.apply(run, filter, item, rest);
  }

  private static String name(RenderRun run, Value value) {
    if (value instanceof Text text) {
      return text.string();
    }
    throw run.error("the name of a filter or test is a string, not a " + Types.name(value));
  }

  private static Arguments rest(Arguments arguments) {
    List<Value> positional = arguments.positional();
    return new Arguments(positional.subList(1, positional.size()), arguments.named());
  }

  /** A path like {@code "function.name"} or {@code "0.role"} into nested values. */
  record AttributePath(RenderRun run, List<Value> steps) {

    static AttributePath of(RenderRun run, Value attribute) {
      if (!(attribute instanceof Text text)) {
        return new AttributePath(run, List.of(attribute));
      }
      List<Value> steps =
          List.of(text.string().split("\\.", -1)).stream().map(AttributePath::step).toList();
      return new AttributePath(run, steps);
    }

    private static Value step(String part) {
      boolean isNumber =
          !part.isEmpty() && part.length() < 10 && part.chars().allMatch(c -> c >= '0' && c <= '9');
      return isNumber ? Value.integer(Long.parseLong(part)) : Text.template(part);
    }

    Value of(Value item, @Nullable Value fallback) {
      Value value = item;
      for (Value step : steps) {
        value = Access.item(run, value, step);
        if (value instanceof Value.Undefined && fallback != null && fallback != Value.None.NONE) {
          value = fallback;
        }
      }
      return value;
    }
  }
}
