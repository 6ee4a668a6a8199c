package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.List;

/** str.split() and its kin. */
final class Splitting {
  private Splitting() {}

  static Value split(RenderRun run, Text text, Bound bound) {
    int limit = limit(bound);
    return Value.list(
        bound.isNone(0) ? words(run, text, limit) : parts(run, text, bound.text(0), limit));
  }

  static Value splitFromRight(RenderRun run, Text text, Bound bound) {
    int limit = limit(bound);
    List<Value> parts =
        bound.isNone(0)
            ? wordsFromRight(run, text, limit)
            : partsFromRight(run, text, bound.text(0), limit);
    return Value.list(parts.reversed());
  }

  private static int limit(Bound bound) {
    int limit = bound.count(1, -1);
    return limit < 0 ? Integer.MAX_VALUE : limit;
  }

  private static void requireSeparator(RenderRun run, Text separator) {
    if (separator.isEmpty()) {
      throw run.error("the separator is empty");
    }
  }

  private static Text part(RenderRun run, Text text, int from, int to) {
    run.step(1);
    run.countText(0, to - from);
    return text.slice(from, to);
  }

  private static List<Value> parts(RenderRun run, Text text, Text separator, int limit) {
    requireSeparator(run, separator);
    run.search(text.length(), separator.length());
    List<Value> parts = new ArrayList<>();
    int from = 0;
    int at = text.string().indexOf(separator.string());
    while (at >= 0 && parts.size() < limit) {
      parts.add(part(run, text, from, at));
      from = at + separator.length();
      at = text.string().indexOf(separator.string(), from);
    }
    parts.add(part(run, text, from, text.length()));
    return parts;
  }

  private static List<Value> partsFromRight(RenderRun run, Text text, Text separator, int limit) {
    requireSeparator(run, separator);
    run.search(text.length(), separator.length());
    List<Value> parts = new ArrayList<>();
    int to = text.length();
    int at = text.string().lastIndexOf(separator.string());
    while (at >= 0 && parts.size() < limit) {
      parts.add(part(run, text, at + separator.length(), to));
      to = at;
      at = text.string().lastIndexOf(separator.string(), at - separator.length());
    }
    parts.add(part(run, text, 0, to));
    return parts;
  }

  private static List<Value> words(RenderRun run, Text text, int limit) {
    List<Value> words = new ArrayList<>();
    String string = text.string();
    int at = 0;
    while (true) {
      while (at < string.length() && PythonChars.isSpace(string.charAt(at))) {
        at++;
      }
      if (at == string.length()) {
        return words;
      }
      int end = at;
      if (words.size() == limit) {
        end = string.length();
      }
      while (end < string.length() && !PythonChars.isSpace(string.charAt(end))) {
        end++;
      }
      words.add(part(run, text, at, end));
      at = end;
    }
  }

  private static List<Value> wordsFromRight(RenderRun run, Text text, int limit) {
    List<Value> words = new ArrayList<>();
    String string = text.string();
    int at = string.length();
    while (true) {
      while (at > 0 && PythonChars.isSpace(string.charAt(at - 1))) {
        at--;
      }
      if (at == 0) {
        return words;
      }
      int begin = at;
      if (words.size() == limit) {
        begin = 0;
      }
      while (begin > 0 && !PythonChars.isSpace(string.charAt(begin - 1))) {
        begin--;
      }
      words.add(part(run, text, begin, at));
      at = begin;
    }
  }

  static Value partition(RenderRun run, Text text, Text separator, boolean last) {
    requireSeparator(run, separator);
    run.search(text.length(), separator.length());
    int at =
        last
            ? text.string().lastIndexOf(separator.string())
            : text.string().indexOf(separator.string());
    if (at < 0) {
      return last
          ? Value.TupleValue.of(Text.EMPTY, Text.EMPTY, text)
          : Value.TupleValue.of(text, Text.EMPTY, Text.EMPTY);
    }
    return Value.TupleValue.of(
        part(run, text, 0, at), separator, part(run, text, at + separator.length(), text.length()));
  }
}
