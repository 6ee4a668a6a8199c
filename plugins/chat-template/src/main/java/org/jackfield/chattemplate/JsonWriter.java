package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a value as Python's json.dumps does, which is what transformers' {@code tojson} calls:
 * https://docs.python.org/3/library/json.html#json.dumps
 */
final class JsonWriter {
  private final RenderRun run;
  private final TextBuilder out;
  private final boolean asciiOnly;
  private final boolean sortKeys;
  private final Text itemSeparator;
  private final Text keySeparator;
  private final @Nullable Text indent;

  private JsonWriter(RenderRun run, Bound arguments) {
    this.run = run;
    this.out = run.text();
    this.asciiOnly = arguments.truth(0, false);
    this.sortKeys = arguments.truth(3, false);
    this.indent = indent(arguments);
    Text item = Text.template(indent == null ? ", " : ",");
    Text key = Text.template(": ");
    if (!arguments.isNone(2)) {
      List<Value> pair = Types.list(run, arguments.value(2));
      if (pair.size() != 2
          || !(pair.getFirst() instanceof Text first)
          || !(pair.getLast() instanceof Text second)) {
        throw run.error("tojson wants two strings as separators");
      }
      item = first;
      key = second;
    }
    this.itemSeparator = item;
    this.keySeparator = key;
  }

  private @Nullable Text indent(Bound arguments) {
    if (arguments.isNone(1)) {
      return null;
    }
    if (arguments.value(1) instanceof Text text) {
      return text;
    }
    int width = Math.max(0, arguments.count(1, 0));
    run.countText(0, width);
    return Text.template(" ".repeat(width));
  }

  /** Writes a value with the arguments of the filter tojson. */
  static Text write(RenderRun run, Value value, Bound arguments) {
    JsonWriter writer = new JsonWriter(run, arguments);
    writer.value(value, 0);
    return writer.out.build();
  }

  private void value(Value value, int level) {
    run.enter();
    boolean content = Types.isContent(value);
    switch (value) {
      case Text text -> string(text);
      case Value.Int number -> out.append(Long.toString(number.value()), content);
      case Value.Decimal number -> out.append(decimal(number.value()), content);
      case Value.Bool bool -> out.append(bool.isTrue() ? "true" : "false", false);
      case Value.None _ -> out.append("null", false);
      case Value.ListValue list -> array(list.items(), level, content);
      case Value.TupleValue tuple -> array(tuple.items(), level, content);
      case DictValue dict -> object(dict, level);
      case Value.Undefined undefined ->
          throw run.error("tojson got an undefined value: " + undefined.message());
      case Value.Method _, Value.Range _, DictView _, GeneratorValue _ -> throw refused(value);
      case GlobalFunction _, LoopValue _, MacroValue _, NamespaceValue _ -> throw refused(value);
    }
    run.leave();
  }

  private ChatTemplateException refused(Value value) {
    return run.error("a %s has no JSON form".formatted(Types.name(value)));
  }

  private static String decimal(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    return Printer.decimal(value);
  }

  private void array(List<Value> items, int level, boolean content) {
    out.append('[', content);
    boolean first = true;
    for (Value item : items) {
      separate(first, level + 1, content);
      value(item, level + 1);
      first = false;
    }
    if (!first) {
      newline(level, content);
    }
    out.append(']', content);
  }

  private void object(DictValue dict, int level) {
    boolean content = dict.content();
    List<DictValue.Entry> entries = new ArrayList<>(dict.entries());
    if (sortKeys) {
      run.step(entries.size());
      Comparator<Value> order = (left, right) -> Comparisons.compare(run, left, right);
      entries.sort(Comparator.comparing(DictValue.Entry::key, order));
    }
    out.append('{', content);
    boolean first = true;
    for (DictValue.Entry entry : entries) {
      separate(first, level + 1, content);
      key(entry.key(), content);
      marked(keySeparator, content);
      value(entry.value(), level + 1);
      first = false;
    }
    if (!first) {
      newline(level, content);
    }
    out.append('}', content);
  }

  private void key(Value key, boolean content) {
    if (key instanceof Text text) {
      string(text);
    } else {
      out.append('"', content);
      value(key, 0);
      out.append('"', content);
    }
  }

  private void separate(boolean first, int level, boolean content) {
    if (!first) {
      marked(itemSeparator, content);
    }
    newline(level, content);
  }

  /** Structure of the caller's data is content, whoever chose the separators. */
  private void marked(Text separator, boolean content) {
    if (content) {
      out.append(separator.string(), true);
    } else {
      out.append(separator);
    }
  }

  private void newline(int level, boolean content) {
    if (indent != null) {
      out.append('\n', content);
      for (int i = 0; i < level; i++) {
        marked(indent, content);
      }
    }
  }

  private void string(Text text) {
    String string = text.string();
    out.append('"', text.hasContent());
    int plain = 0;
    for (int at = 0; at < string.length(); at++) {
      char c = string.charAt(at);
      if (c < ' ' || c == '"' || c == '\\' || (asciiOnly && c > '~')) {
        out.append(text, plain, at).append(escape(c), text.contentAt(at));
        plain = at + 1;
      }
    }
    out.append(text, plain, string.length()).append('"', text.hasContent());
  }

  private static String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      default -> "\\u%04x".formatted((int) c);
    };
  }
}
