package org.jackfield.chattemplate;

import java.util.List;

/**
 * A value of the template language. Closed: nothing but these types can reach a template, so there
 * is no object whose methods a template could call. All are immutable except {@link
 * NamespaceValue}, {@link LoopValue} and {@link GeneratorValue}, which live within one rendering.
 */
sealed interface Value
    permits DictValue,
        DictView,
        GeneratorValue,
        GlobalFunction,
        LoopValue,
        MacroValue,
        NamespaceValue,
        Text,
        Value.Bool,
        Value.Decimal,
        Value.Int,
        Value.ListValue,
        Value.Method,
        Value.None,
        Value.Range,
        Value.TupleValue,
        Value.Undefined {

  /** An integer; {@code content} when it came from the caller's data. */
  record Int(long value, boolean content) implements Value {}

  /** A floating point number; {@code content} when it came from the caller's data. */
  record Decimal(double value, boolean content) implements Value {}

  /** True or False. */
  enum Bool implements Value {
    FALSE,
    TRUE;

    static Bool of(boolean value) {
      return value ? TRUE : FALSE;
    }

    boolean isTrue() {
      return this == TRUE;
    }
  }

  /** Python's None. */
  enum None implements Value {
    NONE
  }

  /** A name or attribute that does not exist; using it is an error with this message. */
  record Undefined(String message) implements Value {
    static Undefined name(String name) {
      return new Undefined("'" + name + "' is undefined");
    }
  }

  /** A list; {@code content} when the caller's data gave its structure. Callers hand over items. */
  record ListValue(List<Value> items, boolean content) implements Value {}

  /** A tuple. Callers hand over items. */
  record TupleValue(List<Value> items, boolean content) implements Value {
    static TupleValue of(Value... items) {
      return new TupleValue(List.of(items), false);
    }
  }

  /** An arithmetic progression; the stop is not part of it. */
  record Range(long start, long stop, long step, int size) implements Value {
    Int item(int index) {
      return new Int(start + index * step, false);
    }
  }

  /** A method that is bound to its value and not yet called. */
  record Method(Value receiver, String name) implements Value {}

  static Int integer(long value) {
    return new Int(value, false);
  }

  static ListValue list(List<Value> items) {
    return new ListValue(items, false);
  }
}
