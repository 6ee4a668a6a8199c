package org.jackfield.chattemplate;

import java.util.List;

/** Python's str.format with plain fields: {@code {}}, {@code {0}} and {@code {name}}. */
final class BraceFormat {
  private BraceFormat() {}

  static Text format(RenderRun run, Text format, Arguments arguments) {
    TextBuilder out = run.text();
    String string = format.string();
    int automatic = 0;
    int at = 0;
    while (at < string.length()) {
      char c = string.charAt(at);
      boolean doubled = at + 1 < string.length() && string.charAt(at + 1) == c;
      if (c != '{' && c != '}') {
        int next = nextBrace(string, at);
        out.append(format, at, next);
        at = next;
      } else if (doubled) {
        out.append(format, at, at + 1);
        at += 2;
      } else if (c == '}') {
        throw run.error("a format has a single '}'");
      } else {
        int close = string.indexOf('}', at);
        if (close < 0) {
          throw run.error("a format has a single '{'");
        }
        String field = string.substring(at + 1, close);
        out.append(Printer.string(run, value(run, field, automatic, arguments)));
        automatic += field.isEmpty() ? 1 : 0;
        at = close + 1;
      }
    }
    return out.build();
  }

  private static int nextBrace(String string, int from) {
    int at = from;
    while (at < string.length() && string.charAt(at) != '{' && string.charAt(at) != '}') {
      at++;
    }
    return at;
  }

  private static Value value(RenderRun run, String field, int automatic, Arguments arguments) {
    List<Value> positional = arguments.positional();
    boolean isNumber = field.chars().allMatch(c -> c >= '0' && c <= '9') && field.length() < 9;
    if (isNumber) {
      int index = field.isEmpty() ? automatic : Integer.parseInt(field);
      if (index >= positional.size()) {
        throw run.error("the format wants value %d of %d".formatted(index, positional.size()));
      }
      return positional.get(index);
    }
    if (!field.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_')) {
      throw run.unsupported("a format field other than {}, {0} and {name} is not supported");
    }
    Value value = arguments.named().get(field);
    if (value == null) {
      throw run.error("the format wants the argument '%s'".formatted(field));
    }
    return value;
  }
}
