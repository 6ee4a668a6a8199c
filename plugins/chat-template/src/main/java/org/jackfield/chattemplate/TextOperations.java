package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Operations on text that filters and methods share. Indexes are UTF-16 units. */
final class TextOperations {
  private TextOperations() {}

  /** Takes characters off the ends: those of the first argument, else white space. */
  static Text strip(RenderRun run, Text text, Bound bound, boolean left, boolean right) {
    IntPredicate strips = PythonChars::isSpace;
    if (!bound.isNone(0)) {
      String characters = bound.text(0).string();
      strips = c -> characters.indexOf(c) >= 0;
      run.search(text.length(), characters.length());
    }
    String string = text.string();
    int from = 0;
    int to = string.length();
    while (left && from < to && strips.test(string.codePointAt(from))) {
      from += Character.charCount(string.codePointAt(from));
    }
    while (right && to > from && strips.test(string.codePointBefore(to))) {
      to -= Character.charCount(string.codePointBefore(to));
    }
    run.countText(0, to - from);
    return text.slice(from, to);
  }

  /** Replaces at most {@code count} occurrences, all when it is negative. */
  static Text replace(RenderRun run, Text text, Text old, Text replacement, int count) {
    run.search(text.length(), old.length());
    TextBuilder out = run.text();
    int from = 0;
    int search = 0;
    for (int done = 0; count < 0 || done < count; done++) {
      int at = text.string().indexOf(old.string(), search);
      if (at < 0 || search > text.length()) {
        break;
      }
      run.step(1);
      out.append(text, from, at).append(replacement);
      from = at + old.length();
      search = from;
      if (old.isEmpty()) {
        // Python puts the replacement before every character and at the end.
        if (at == text.length()) {
          break;
        }
        search = at + Character.charCount(text.string().codePointAt(at));
      }
    }
    return out.append(text, Math.min(from, text.length()), text.length()).build();
  }

  static Text center(RenderRun run, Text text, int width, int fill) {
    int space = Math.max(0, width - text.codePoints());
    // Python gives the odd character to the left when the width is odd.
    int left = space / 2 + (space & width & 1);
    return pad(run, text, left, space - left, fill);
  }

  static Text pad(RenderRun run, Text text, int left, int right, int fill) {
    TextBuilder out = run.text();
    fill(out, run, left, fill);
    out.append(text);
    fill(out, run, right, fill);
    return out.build();
  }

  private static void fill(TextBuilder out, RenderRun run, int count, int fill) {
    String character = Character.toString(fill);
    for (int i = 0; i < count; i++) {
      run.step(1);
      out.append(character, false);
    }
  }

  static Text indentation(RenderRun run, Bound bound) {
    if (bound.value(0, Value.None.NONE) instanceof Text text) {
      return text;
    }
    return pad(run, Text.EMPTY, bound.count(0, 4), 0, ' ');
  }

  /** str.splitlines(), in a list that may be changed. */
  static List<Text> lines(RenderRun run, Text text, boolean keepEnds) {
    List<Text> lines = new ArrayList<>();
    String string = text.string();
    run.countText(0, text.length());
    int from = 0;
    for (int at = 0; at < string.length(); at++) {
      if (PythonChars.isLineBreak(string.charAt(at))) {
        int end = at;
        if (string.startsWith("\r\n", at)) {
          at++;
        }
        run.step(1);
        lines.add(text.slice(from, keepEnds ? at + 1 : end));
        from = at + 1;
      }
    }
    if (from < string.length()) {
      lines.add(text.slice(from, string.length()));
    }
    return lines;
  }

  static Text join(RenderRun run, Text separator, List<Text> parts) {
    TextBuilder out = run.text();
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        out.append(separator);
      }
      out.append(parts.get(i));
    }
    return out.build();
  }
}
