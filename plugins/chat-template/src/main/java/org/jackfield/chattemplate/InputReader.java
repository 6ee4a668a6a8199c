package org.jackfield.chattemplate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns plain Java values into values of the template language, marked as content. */
final class InputReader {
  private static final int MAX_DEPTH = 200;

  /* The names of roles that an engine knows; any other could spell half a control token. */
  private static final Set<String> ROLES =
      Set.of("system", "user", "assistant", "tool", "developer", "function");

  /* transformers 5, utils/chat_template_utils.py, _REASONING_FIELDS: the first one given wins. */
  private static final List<String> REASONING_FIELDS =
      List.of("reasoning_content", "thinking", "reasoning");

  private InputReader() {}

  /**
   * Reads a message: a mapping whose role, when it is a known one, counts as template text. As
   * transformers does, its reasoning is also there under the names that templates read.
   */
  static Value message(Map<String, ? extends @Nullable Object> message, String path) {
    DictValue dict = new DictValue(true);
    Value reasoning = Value.None.NONE;
    for (String name : REASONING_FIELDS) {
      if (reasoning == Value.None.NONE) {
        reasoning = read(message.get(name), path + "." + name, 1);
      }
    }
    if (reasoning != Value.None.NONE) {
      dict.put(Text.content("thinking"), reasoning);
    }
    for (Map.Entry<String, ? extends @Nullable Object> entry : message.entrySet()) {
      String name = entry.getKey();
      Object value = entry.getValue();
      boolean isRole = name.equals("role") && value instanceof String role && ROLES.contains(role);
      dict.put(
          Text.content(name),
          isRole ? Text.template(value.toString()) : read(value, path + "." + name, 1));
    }
    if (reasoning != Value.None.NONE) {
      dict.put(Text.content("reasoning_content"), reasoning);
    }
    return dict;
  }

  static Value read(@Nullable Object value, String path) {
    return read(value, path, 0);
  }

  private static Value read(@Nullable Object value, String path, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "the input is nested deeper than %d levels".formatted(MAX_DEPTH));
    }
    return switch (value) {
      case null -> Value.None.NONE;
      case TrustedText trusted -> Text.template(trusted.text());
      case String string -> Text.content(string);
      case Boolean bool -> Value.Bool.of(bool);
      case Long number -> new Value.Int(number, true);
      case Integer number -> new Value.Int(number, true);
      case Short number -> new Value.Int(number, true);
      case Byte number -> new Value.Int(number, true);
      case BigInteger number -> big(number, path);
      case Double number -> new Value.Decimal(number, true);
      case Float number -> new Value.Decimal(Double.parseDouble(number.toString()), true);
      case BigDecimal number -> new Value.Decimal(number.doubleValue(), true);
      case List<?> list -> list(list, path, depth);
      case Map<?, ?> map -> map(map, path, depth);
      default ->
          throw new IllegalArgumentException(
              ("%s is a %s, which no template can see; give String, TrustedText, Boolean, a number,"
                      + " List, Map or null")
                  .formatted(path, value.getClass().getName()));
    };
  }

  private static Value big(BigInteger number, String path) {
    if (number.bitLength() > 63) {
      throw new IllegalArgumentException(path + " is an integer beyond 64 bits");
    }
    return new Value.Int(number.longValue(), true);
  }

  private static Value list(List<?> list, String path, int depth) {
    List<Value> items = new ArrayList<>(list.size());
    for (Object item : list) {
      items.add(read(item, path + "[" + items.size() + "]", depth + 1));
    }
    return new Value.ListValue(items, true);
  }

  private static Value map(Map<?, ?> map, String path, int depth) {
    DictValue dict = new DictValue(true);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw new IllegalArgumentException(path + " has a key that is no string");
      }
      dict.put(Text.content(key), read(entry.getValue(), path + "." + key, depth + 1));
    }
    return dict;
  }
}
