package org.jackfield.testkit.upstream;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON document (RFC 8259), strictly. */
final class JsonReader {
  private final String text;
  private final boolean repeating;
  private int at;

  /**
   * A reader of that text.
   *
   * @param repeating whether a field's name may be there twice, and the last one counts
   */
  JsonReader(String text, boolean repeating) {
    this.text = text;
    this.repeating = repeating;
  }

  Json document() {
    Json value = value();
    blank();
    if (at < text.length()) {
      throw wrong("more text after the value");
    }
    return value;
  }

  private Json value() {
    blank();
    return switch (peek()) {
      case '{' -> fields();
      case '[' -> items();
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Truth(true));
      case 'f' -> word("false", new Json.Truth(false));
      case 'n' -> word("null", new Json.Null());
      default -> number();
    };
  }

  private Json fields() {
    Map<String, Json> values = new LinkedHashMap<>();
    at++;
    blank();
    while (peek() != '}') {
      String name = string();
      blank();
      take(':');
      if (values.put(name, value()) != null && !repeating) {
        throw wrong("the field " + name + " is there twice");
      }
      blank();
      if (peek() != '}') {
        take(',');
        blank();
        if (peek() == '}') {
          throw wrong("a comma before }");
        }
      }
    }
    at++;
    return new Json.Fields(values);
  }

  private Json items() {
    List<Json> values = new ArrayList<>();
    at++;
    blank();
    while (peek() != ']') {
      values.add(value());
      blank();
      if (peek() != ']') {
        take(',');
        blank();
        if (peek() == ']') {
          throw wrong("a comma before ]");
        }
      }
    }
    at++;
    return new Json.Items(values);
  }

  private String string() {
    take('"');
    StringBuilder out = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < 0x20) {
        throw wrong("a control character in a string");
      }
      out.append(c == '\\' ? escaped() : c);
    }
    return out.toString();
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length()) {
          throw wrong("a short \\u");
        }
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> throw wrong("an unknown escape");
    };
  }

  private Json number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    if (!digits.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
      throw wrong("no value");
    }
    return new Json.Number(new BigDecimal(digits));
  }

  private Json word(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw wrong("no value");
    }
    at += word.length();
    return value;
  }

  private void blank() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private void take(char c) {
    if (peek() != c) {
      throw wrong("'" + c + "' expected");
    }
    at++;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("Not JSON at character " + at + ": " + what);
  }
}
