package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What Python says about values: their type's name, truth, size and elements. */
final class Types {
  private Types() {}

  /** The name as jinja2's messages show it. */
  static String name(Value value) {
    return switch (value) {
      case Text _ -> "str object";
      case Value.Int _ -> "int object";
      case Value.Decimal _ -> "float object";
      case Value.Bool _ -> "bool object";
      case Value.None _ -> "None";
      case Value.Undefined _ -> "Undefined";
      case Value.ListValue _ -> "list object";
      case Value.TupleValue _ -> "tuple object";
      case DictValue _ -> "dict object";
      case Value.Range _ -> "range object";
      case DictView view -> view.kind().pythonName() + " object";
      case GeneratorValue _ -> "generator object";
      case NamespaceValue _ -> "namespace object";
      case LoopValue _ -> "loop object";
      case MacroValue _ -> "macro";
      case Value.Method method -> "method '" + method.name() + "'";
      case GlobalFunction function -> "function '" + function.pythonName() + "'";
    };
  }

  static boolean isTrue(Value value) {
    return switch (value) {
      case Text text -> !text.isEmpty();
      case Value.Int number -> number.value() != 0;
      case Value.Decimal number -> number.value() != 0;
      case Value.Bool bool -> bool.isTrue();
      case Value.None _, Value.Undefined _ -> false;
      case Value.ListValue list -> !list.items().isEmpty();
      case Value.TupleValue tuple -> !tuple.items().isEmpty();
      case DictValue dict -> dict.size() > 0;
      case DictView view -> view.dict().size() > 0;
      case Value.Range range -> range.size() > 0;
      case LoopValue _, GeneratorValue _, NamespaceValue _, MacroValue _ -> true;
      case Value.Method _, GlobalFunction _ -> true;
    };
  }

  /** The size as Python's len() gives it; empty when the type has none. */
  static Optional<Integer> size(Value value) {
    return switch (value) {
      case Text text -> Optional.of(text.codePoints());
      case Value.ListValue list -> Optional.of(list.items().size());
      case Value.TupleValue tuple -> Optional.of(tuple.items().size());
      case DictValue dict -> Optional.of(dict.size());
      case DictView view -> Optional.of(view.dict().size());
      case Value.Range range -> Optional.of(range.size());
      case Value.Undefined _ -> Optional.of(0);
      case LoopValue loop -> Optional.of(loop.size());
      case Value.Int _, Value.Decimal _, Value.Bool _, Value.None _ -> Optional.empty();
      case GeneratorValue _, NamespaceValue _, MacroValue _ -> Optional.empty();
      case Value.Method _, GlobalFunction _ -> Optional.empty();
    };
  }

  /** The elements as Python's iter() gives them; empty when the type has none. */
  static Optional<Iterator<Value>> elements(Value value) {
    return switch (value) {
      case Text text -> Optional.of(characters(text));
      case Value.ListValue list -> Optional.of(list.items().iterator());
      case Value.TupleValue tuple -> Optional.of(tuple.items().iterator());
      case DictValue dict ->
          Optional.of(dict.entries().stream().map(DictValue.Entry::key).iterator());
      case DictView view ->
          Optional.of(view.dict().entries().stream().map(view::element).iterator());
      case Value.Range range ->
          Optional.of(
              IntStream.range(0, range.size()).mapToObj(i -> (Value) range.item(i)).iterator());
      case GeneratorValue generator -> Optional.of(generator.items());
      case Value.Undefined _ -> Optional.of(List.<Value>of().iterator());
      case Value.Int _, Value.Decimal _, Value.Bool _, Value.None _ -> Optional.empty();
      case LoopValue _, NamespaceValue _, MacroValue _ -> Optional.empty();
      case Value.Method _, GlobalFunction _ -> Optional.empty();
    };
  }

  private static Iterator<Value> characters(Text text) {
    return new Iterator<>() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < text.length();
      }

      @Override
      public Value next() {
        int from = at;
        at += Character.charCount(text.string().codePointAt(from));
        return text.slice(from, at).asMarkup(false);
      }
    };
  }

  static Iterator<Value> iterate(RenderRun run, Value value) {
    return elements(value).orElseThrow(() -> run.error(name(value) + " is not iterable"));
  }

  /** The elements as a list; charges a step for each. */
  static List<Value> list(RenderRun run, Value value) {
    List<Value> items = new ArrayList<>();
    Iterator<Value> elements = iterate(run, value);
    while (elements.hasNext()) {
      run.step(1);
      items.add(elements.next());
    }
    return items;
  }

  /** Whether the caller's data gave the structure of a container. */
  static boolean isContent(Value value) {
    return switch (value) {
      case Text text -> text.hasContent();
      case Value.Int number -> number.content();
      case Value.Decimal number -> number.content();
      case Value.ListValue list -> list.content();
      case Value.TupleValue tuple -> tuple.content();
      case DictValue dict -> dict.content();
      case DictView view -> view.dict().content();
      case Value.Bool _, Value.None _, Value.Undefined _, Value.Range _ -> false;
      case GeneratorValue _, NamespaceValue _, LoopValue _, MacroValue _ -> false;
      case Value.Method _, GlobalFunction _ -> false;
    };
  }
}
