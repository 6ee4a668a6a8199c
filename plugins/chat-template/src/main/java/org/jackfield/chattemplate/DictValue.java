package org.jackfield.chattemplate;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping that keeps the order of its keys. Never changed after it was built. */
final class DictValue implements Value {
  /** A key as it was written, with its value. */
  record Entry(Value key, Value value) {}

  private final Map<Object, Entry> entries = new LinkedHashMap<>();
  private final boolean content;

  /** Makes an empty mapping; {@code content} when the caller's data gives its structure. */
  DictValue(boolean content) {
    this.content = content;
  }

  boolean content() {
    return content;
  }

  /** Only for the builder of the mapping, before anyone else sees it. */
  void put(RenderRun run, Value key, Value value) {
    put(lookupKey(run, key), key, value);
  }

  /** Only for the builder of the mapping, before anyone else sees it. */
  void put(Text key, Value value) {
    put(key.string(), key, value);
  }

  private void put(Object lookup, Value key, Value value) {
    Entry old = entries.get(lookup);
    // Python keeps the first spelling of an equal key.
    entries.put(lookup, new Entry(old == null ? key : old.key(), value));
  }

  int size() {
    return entries.size();
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  @Nullable Value find(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  @Nullable Value find(RenderRun run, Value key) {
    Entry entry = entries.get(lookupKey(run, key));
    return entry == null ? null : entry.value();
  }

  /** True when a value can be a key here. Python also takes tuples, which no template does. */
  static boolean canBeKey(Value key) {
    return key instanceof Text
        || key instanceof Int
        || key instanceof Decimal
        || key instanceof Bool
        || key instanceof None;
  }

  // Python: 1, 1.0 and True are one key.
  static Object lookupKey(RenderRun run, Value key) {
    return switch (key) {
      case Text text -> text.string();
      case Int number -> number.value();
      case Bool bool -> bool.isTrue() ? 1L : 0L;
      case Decimal number
          when number.value() == Math.rint(number.value()) && Math.abs(number.value()) < 1e15 ->
          (long) number.value();
      case Decimal number -> number.value();
      case None none -> none;
      case DictValue _,
          DictView _,
          GeneratorValue _,
          GlobalFunction _,
          ListValue _,
          LoopValue _,
          MacroValue _,
          Method _,
          NamespaceValue _,
          Range _,
          TupleValue _,
          Undefined _ ->
          throw run.error(
              "a %s cannot be a key; keys are strings, numbers, booleans and none"
                  .formatted(Types.name(key)));
    };
  }
}
