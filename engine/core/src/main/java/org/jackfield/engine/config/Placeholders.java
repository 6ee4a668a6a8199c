package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes a value apart at {@code ${NAME}}, {@code ${NAME:-default}} and {@code ${file:PATH}}. {@code
 * $${} stands for {@code ${} itself. One pass: what comes out of a placeholder is never looked at
 * again.
 */
final class Placeholders {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String FILE = "file:";

  private Placeholders() {}

  /** A piece of a value. */
  sealed interface Part {
    /** Text as it is. */
    record Literal(String text) implements Part {}

    /** A variable's value. */
    record Variable(String name, Optional<String> fallback) implements Part {}

    /** A file's content. */
    record Content(String path) implements Part {}

    /** A placeholder that is none. */
    record Malformed(String message, String hint) implements Part {}
  }

  static List<Part> parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("$${", at)) {
        literal.append("${");
        at += 3;
      } else if (text.startsWith("${", at)) {
        if (!literal.isEmpty()) {
          parts.add(new Part.Literal(literal.toString()));
          literal.setLength(0);
        }
        int end = text.indexOf('}', at);
        if (end < 0) {
          parts.add(
              new Part.Malformed("A '${' is not closed by '}'.", "Write $${ for the text '${'."));
          return parts;
        }
        parts.add(placeholder(text.substring(at + 2, end)));
        at = end + 1;
      } else {
        literal.append(text.charAt(at));
        at++;
      }
    }
    if (!literal.isEmpty() || parts.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
    }
    return parts;
  }

  private static Part placeholder(String inside) {
    if (inside.startsWith(FILE)) {
      String path = inside.substring(FILE.length()).strip();
      return path.isEmpty()
          ? new Part.Malformed("${file:} names no file.", "Write ${file:PATH}.")
          : new Part.Content(path);
    }
    int colon = inside.indexOf(":-");
    String name = colon < 0 ? inside : inside.substring(0, colon);
    if (NAME.matcher(name).matches()) {
      return new Part.Variable(
          name, colon < 0 ? Optional.empty() : Optional.of(inside.substring(colon + 2)));
    }
    return new Part.Malformed(
        Shown.value("${" + inside + "}") + " is not a placeholder.",
        "There are ${NAME}, ${NAME:-default} and ${file:PATH}; write $${ for the text '${'.");
  }
}
