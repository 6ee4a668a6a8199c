package org.jackfield.testkit.upstream;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A JSON value as a test wants to look at it. Immutable; equal by content, whatever the order of
 * fields or the spelling of numbers. The kit has its own reader so that it brings no JSON library
 * into the plugins it tests.
 */
public sealed interface Json {
  /**
   * The value of that text. Throws {@link IllegalArgumentException} when it is not JSON, or names a
   * field twice.
   */
  static Json parse(String text) {
    return new JsonReader(text, false).document();
  }

  /**
   * The same of a text that a model wrote: of fields with one name, which JSON allows, the last.
   */
  static Json parseAnswer(String text) {
    return new JsonReader(text, true).document();
  }

  /** That text as a JSON string, quotes included. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** The value at a JSON Pointer (RFC 6901), such as {@code /messages/0/role}. */
  default Optional<Json> find(String pointer) {
    Json here = this;
    String[] steps = pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1);
    for (String step : steps) {
      String name = step.replace("~1", "/").replace("~0", "~");
      Optional<Json> next =
          switch (here) {
            case Fields fields -> Optional.ofNullable(fields.values().get(name));
            case Items items -> items.element(name);
            case Text _, Number _, Truth _, Null _ -> Optional.empty();
          };
      if (next.isEmpty()) {
        return next;
      }
      here = next.get();
    }
    return Optional.of(here);
  }

  /** The value at a JSON Pointer; fails the test when there is none. */
  default Json at(String pointer) {
    return find(pointer)
        .orElseThrow(() -> new AssertionError("There is no " + pointer + " in " + this));
  }

  /** The text of a string, or the JSON of any other value. */
  default String text() {
    return this instanceof Text text ? text.value() : toString();
  }

  /** The elements of an array; empty for any other value. */
  default List<Json> items() {
    return this instanceof Items items ? items.values() : List.of();
  }

  /** An object. */
  record Fields(Map<String, Json> values) implements Json {
    /** Copies its map, keeping the order. */
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public String toString() {
      return values.entrySet().stream()
          .map(entry -> quote(entry.getKey()) + ":" + entry.getValue())
          .collect(Collectors.joining(",", "{", "}"));
    }
  }

  /** An array. */
  record Items(List<Json> values) implements Json {
    /** Copies its list. */
    public Items {
      values = List.copyOf(values);
    }

    Optional<Json> element(String index) {
      return index.matches("\\d{1,9}") && Integer.parseInt(index) < values.size()
          ? Optional.of(values.get(Integer.parseInt(index)))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return values.stream().map(Json::toString).collect(Collectors.joining(",", "[", "]"));
    }
  }

  /** A string. */
  record Text(String value) implements Json {
    @Override
    public String toString() {
      return quote(value);
    }
  }

  /** A number; 1, 1.0 and 1e0 are equal. */
  record Number(BigDecimal value) implements Json {
    /** Drops trailing zeros. */
    public Number {
      value = value.stripTrailingZeros();
    }

    @Override
    public String toString() {
      return value.toPlainString();
    }
  }

  /** true or false. */
  record Truth(boolean value) implements Json {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /** null. */
  record Null() implements Json {
    @Override
    public String toString() {
      return "null";
    }
  }
}
