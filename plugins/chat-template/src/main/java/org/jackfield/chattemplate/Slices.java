package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.List;

/** Python's slices {@code x[start:stop:step]}. */
final class Slices {
  private Slices() {}

  static Value slice(RenderRun run, Value object, Value start, Value stop, Value step) {
    return switch (object) {
      case Text text -> text(run, text, start, stop, step);
      case Value.ListValue list ->
          new Value.ListValue(items(run, list.items(), start, stop, step), list.content());
      case Value.TupleValue tuple ->
          new Value.TupleValue(items(run, tuple.items(), start, stop, step), tuple.content());
      case Value.Range range ->
          throw run.unsupported("a slice of a range is not supported; make it a list first");
      case Value.Undefined undefined -> throw run.error(undefined.message());
      case Value.Bool _, Value.Decimal _, Value.Int _, Value.None _, Value.Method _ ->
          throw refused(run, object);
      case DictValue _, DictView _, GeneratorValue _, GlobalFunction _ ->
          throw refused(run, object);
      case LoopValue _, MacroValue _, NamespaceValue _ -> throw refused(run, object);
    };
  }

  private static ChatTemplateException refused(RenderRun run, Value object) {
    return run.error("a %s has no slices".formatted(Types.name(object)));
  }

  private static Value text(RenderRun run, Text text, Value start, Value stop, Value step) {
    Bounds bounds = Bounds.of(run, text.codePoints(), start, stop, step);
    if (bounds.step() == 1) {
      Text part = text.codePointSlice(bounds.first(), bounds.first() + bounds.count());
      run.countText(0, part.length());
      return part;
    }
    int[] characters = text.codePointStarts();
    TextBuilder out = run.text();
    for (int i = 0; i < bounds.count(); i++) {
      int at = (int) (bounds.first() + i * bounds.step());
      out.append(text, characters[at], characters[at + 1]);
    }
    run.step(text.length());
    return out.build().asMarkup(text.isMarkup());
  }

  private static List<Value> items(
      RenderRun run, List<Value> items, Value start, Value stop, Value step) {
    Bounds bounds = Bounds.of(run, items.size(), start, stop, step);
    run.step(bounds.count());
    if (bounds.step() == 1) {
      return List.copyOf(items.subList(bounds.first(), bounds.first() + bounds.count()));
    }
    List<Value> part = new ArrayList<>(bounds.count());
    for (int i = 0; i < bounds.count(); i++) {
      part.add(items.get((int) (bounds.first() + i * bounds.step())));
    }
    return part;
  }

  /** The elements a slice takes, as Python's slice.indices() computes them. */
  private record Bounds(int first, long step, int count) {

    static Bounds of(RenderRun run, int size, Value start, Value stop, Value step) {
      long by = number(run, step, 1);
      if (by == 0) {
        throw run.error("the step of a slice cannot be zero");
      }
      long lowest = by > 0 ? 0 : -1;
      long highest = by > 0 ? size : size - 1L;
      long from =
          clamp(number(run, start, by > 0 ? lowest : highest), start, size, lowest, highest);
      long to = clamp(number(run, stop, by > 0 ? highest : lowest), stop, size, lowest, highest);
      long distance = by > 0 ? to - from : from - to;
      long width = Math.abs(Math.max(by, -Long.MAX_VALUE));
      int count = distance <= 0 ? 0 : (int) ((distance - 1) / width + 1);
      return new Bounds(count == 0 ? 0 : (int) from, by, count);
    }

    private static long clamp(long value, Value given, int size, long lowest, long highest) {
      if (given == Value.None.NONE) {
        return value;
      }
      return Math.clamp(value < 0 ? value + size : value, lowest, highest);
    }

    private static long number(RenderRun run, Value value, long otherwise) {
      if (value instanceof Value.Int number) {
        return number.value();
      }
      if (value instanceof Value.Bool bool) {
        return bool.isTrue() ? 1 : 0;
      }
      if (value == Value.None.NONE) {
        return otherwise;
      }
      if (value instanceof Value.Undefined undefined) {
        throw run.error(undefined.message());
      }
      throw run.error("a slice wants integers, not a " + Types.name(value));
    }
  }
}
