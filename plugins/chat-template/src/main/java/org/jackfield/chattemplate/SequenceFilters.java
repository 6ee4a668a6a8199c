package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jackfield.chattemplate.SelectionFilters.AttributePath;

/** Filters on sequences and mappings. */
final class SequenceFilters {
  private SequenceFilters() {}

  /** What jinja2 computes as it is read: an error in it shows only then. */
  private static Value lazily(RenderRun run, Supplier<Iterator<Value>> items) {
    return new GeneratorValue(LazyIterator.deferred(run, items));
  }

  static Value length(RenderRun run, Value value) {
    return Types.size(value)
        .map(size -> (Value) Value.integer(size))
        .orElseThrow(() -> run.error("a %s has no length".formatted(Types.name(value))));
  }

  static Value first(RenderRun run, Value value) {
    Iterator<Value> items = Types.iterate(run, value);
    return items.hasNext() ? items.next() : new Value.Undefined("the sequence has no first item");
  }

  static Value last(RenderRun run, Value value) {
    if (value instanceof GeneratorValue) {
      throw run.error("the last item of a generator is not known; use the filter 'list' first");
    }
    List<Value> items = Types.list(run, value);
    return items.isEmpty() ? new Value.Undefined("the sequence has no last item") : items.getLast();
  }

  static Value items(RenderRun run, Value value) {
    return lazily(run, () -> pairs(run, value));
  }

  private static Iterator<Value> pairs(RenderRun run, Value value) {
    if (value instanceof Value.Undefined) {
      return Collections.emptyIterator();
    }
    if (!(value instanceof DictValue dict)) {
      throw run.error("items wants a mapping, not a " + Types.name(value));
    }
    return Types.iterate(run, new DictView(dict, DictView.Kind.ITEMS));
  }

  static Value join(RenderRun run, Value value, Bound bound) {
    UnaryOperator<Value> getter =
        bound.isNone(1) ? UnaryOperator.identity() : path(run, bound.value(1));
    List<Text> parts = new ArrayList<>();
    for (Value item : Types.list(run, value)) {
      parts.add(Printer.string(run, getter.apply(item)));
    }
    return TextOperations.join(run, Printer.string(run, bound.value(0, Text.EMPTY)), parts);
  }

  private static UnaryOperator<Value> path(RenderRun run, Value attribute) {
    AttributePath path = AttributePath.of(run, attribute);
    return item -> path.of(item, null);
  }

  static Value reverse(RenderRun run, Value value) {
    if (value instanceof Text) {
      return Slices.slice(run, value, Value.None.NONE, Value.None.NONE, Value.integer(-1));
    }
    List<Value> reversed = Types.list(run, value).reversed();
    // Python cannot reverse a generator, so there jinja2 returns a list.
    return value instanceof GeneratorValue
        ? Value.list(reversed)
        : new GeneratorValue(reversed.iterator());
  }

  static Value batch(RenderRun run, Value value, Bound bound) {
    return lazily(run, () -> batches(run, value, bound));
  }

  private static Iterator<Value> batches(RenderRun run, Value value, Bound bound) {
    int size = bound.count(0, 0);
    List<Value> batches = new ArrayList<>();
    List<Value> batch = new ArrayList<>();
    for (Value item : Types.list(run, value)) {
      if (batch.size() == size) {
        batches.add(Value.list(batch));
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    if (!batch.isEmpty()) {
      while (!bound.isNone(1) && batch.size() < size) {
        run.step(1);
        batch.add(bound.value(1));
      }
      batches.add(Value.list(batch));
    }
    return batches.iterator();
  }

  /** What to compare: the item or its attribute, strings without case unless told otherwise. */
  private static UnaryOperator<Value> key(
      RenderRun run, Bound bound, int caseSensitive, int attribute) {
    boolean exact = bound.truth(caseSensitive, false);
    UnaryOperator<Value> getter =
        bound.isNone(attribute) ? UnaryOperator.identity() : path(run, bound.value(attribute));
    return item -> exact ? getter.apply(item) : ignoreCase(run, getter.apply(item));
  }

  private static Value ignoreCase(RenderRun run, Value value) {
    return value instanceof Text text ? Casing.lower(run, text) : value;
  }

  private record Keyed(List<Value> keys, Value item) {}

  private static List<Value> sorted(RenderRun run, List<Keyed> keyed, boolean reverse) {
    Comparator<Keyed> order =
        (left, right) -> {
          run.step(1);
          for (int i = 0; i < left.keys().size(); i++) {
            Value first = left.keys().get(i);
            Value second = right.keys().get(i);
            // Python compares lists of keys: equal ones need no order.
            if (!Comparisons.equal(run, first, second)) {
              return Comparisons.compare(run, first, second);
            }
          }
          return 0;
        };
    List<Keyed> sorted = new ArrayList<>(keyed);
    sorted.sort(reverse ? order.reversed() : order);
    return new ArrayList<>(sorted.stream().map(Keyed::item).toList());
  }

  static Value sort(RenderRun run, Value value, Bound bound) {
    boolean exact = bound.truth(1, false);
    List<UnaryOperator<Value>> getters = new ArrayList<>();
    if (bound.value(2, Value.None.NONE) instanceof Text attributes) {
      for (String attribute : attributes.string().split(",", -1)) {
        getters.add(path(run, Text.template(attribute)));
      }
    } else {
      getters.add(bound.isNone(2) ? UnaryOperator.identity() : path(run, bound.value(2)));
    }
    List<Keyed> keyed = new ArrayList<>();
    for (Value item : Types.list(run, value)) {
      List<Value> keys = new ArrayList<>();
      for (UnaryOperator<Value> getter : getters) {
        Value key = getter.apply(item);
        keys.add(exact ? key : ignoreCase(run, key));
      }
      keyed.add(new Keyed(keys, item));
    }
    return new Value.ListValue(sorted(run, keyed, bound.truth(0, false)), Types.isContent(value));
  }

  static Value dictSort(RenderRun run, Value value, Bound bound) {
    if (!(value instanceof DictValue dict)) {
      throw run.error("dictsort wants a mapping, not a " + Types.name(value));
    }
    String by = bound.text(1, "key").string();
    if (!by.equals("key") && !by.equals("value")) {
      throw run.error("dictsort sorts by 'key' or 'value'");
    }
    List<Keyed> keyed = new ArrayList<>();
    for (DictValue.Entry entry : dict.entries()) {
      run.step(1);
      Value key = by.equals("key") ? entry.key() : entry.value();
      key = bound.truth(0, false) ? key : ignoreCase(run, key);
      Value pair = new DictView(dict, DictView.Kind.ITEMS).element(entry);
      keyed.add(new Keyed(List.of(key), pair));
    }
    return new Value.ListValue(sorted(run, keyed, bound.truth(2, false)), dict.content());
  }

  static Value extreme(RenderRun run, Value value, Bound bound, boolean greatest) {
    UnaryOperator<Value> key = key(run, bound, 0, 1);
    Optional<Value> best = Optional.empty();
    for (Value item : Types.list(run, value)) {
      if (best.isEmpty()) {
        best = Optional.of(item);
      } else {
        int order = Comparisons.compare(run, key.apply(item), key.apply(best.get()));
        if (greatest ? order > 0 : order < 0) {
          best = Optional.of(item);
        }
      }
    }
    return best.orElse(new Value.Undefined("the sequence was empty and has no extreme"));
  }

  static Value sum(RenderRun run, Value value, Bound bound) {
    UnaryOperator<Value> getter =
        bound.isNone(0) ? UnaryOperator.identity() : path(run, bound.value(0));
    Value total = bound.value(1, Value.integer(0));
    if (total instanceof Text) {
      throw run.error("sum does not add strings; use the filter 'join'");
    }
    for (Value item : Types.list(run, value)) {
      total = Arithmetic.apply(run, Expr.BinaryOperator.ADD, total, getter.apply(item));
    }
    return total;
  }

  static Value unique(RenderRun run, Value value, Bound bound) {
    return lazily(run, () -> distinct(run, value, bound));
  }

  private static Iterator<Value> distinct(RenderRun run, Value value, Bound bound) {
    UnaryOperator<Value> key = key(run, bound, 0, 1);
    DictValue seen = new DictValue(false);
    List<Value> unique = new ArrayList<>();
    for (Value item : Types.list(run, value)) {
      Value itemKey = key.apply(item);
      if (seen.find(run, itemKey) == null) {
        seen.put(run, itemKey, Value.Bool.TRUE);
        unique.add(item);
      }
    }
    return unique.iterator();
  }
}
