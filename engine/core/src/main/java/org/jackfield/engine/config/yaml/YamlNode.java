package org.jackfield.engine.config.yaml;

import java.util.List;
import java.util.Optional;

/**
 * A value in a YAML file and where it stands. Immutable. Texts do not show in {@code toString},
 * because they may be secrets.
 */
public sealed interface YamlNode {
  /** Where its first character stands. */
  Location location();

  /** What it is, for messages: "text", "a list", "a section". */
  String description();

  /**
   * A single value, as text.
   *
   * @param text its text, unescaped and unfolded
   * @param plain whether it was written without quotes and not as a block
   * @param begin where the text's first character stands, if the file has the text letter by
   *     letter: a literal block, whose lines all begin in one column, or one line without escapes
   */
  record Scalar(Location location, String text, boolean plain, Optional<Location> begin)
      implements YamlNode {
    /** Whether nothing was written, or {@code null} or {@code ~} without quotes. */
    public boolean isNull() {
      return plain
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
          };
    }

    /** Where that character of the text stands; the value's place where that cannot be told. */
    public Location locate(int offset) {
      if (begin.isEmpty()) {
        return location;
      }
      Location first = begin.get();
      int lines = (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
      int lineStart = text.lastIndexOf('\n', offset - 1) + 1;
      return new Location(
          first.file(),
          first.line() + lines,
          first.column() + text.codePointCount(lineStart, offset));
    }

    @Override
    public String description() {
      return isNull() ? "nothing" : "text";
    }

    @Override
    public String toString() {
      return "Scalar[" + location + ", " + text.length() + " characters]";
    }
  }

  /** A list. */
  record Sequence(Location location, List<YamlNode> items) implements YamlNode {
    /** Copies its list. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String description() {
      return "a list";
    }
  }

  /** Keys with values, each key once, in the order of the file. */
  record Mapping(Location location, List<Entry> entries) implements YamlNode {
    /** Copies its list. */
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** The entry of that key. */
    public Optional<Entry> entry(String key) {
      for (Entry entry : entries) {
        if (entry.name().equals(key)) {
          return Optional.of(entry);
        }
      }
      return Optional.empty();
    }

    @Override
    public String description() {
      return "a section";
    }
  }

  /** A key and its value. */
  record Entry(Scalar key, YamlNode value) {
    /** The key's text. */
    public String name() {
      return key.text();
    }
  }
}
