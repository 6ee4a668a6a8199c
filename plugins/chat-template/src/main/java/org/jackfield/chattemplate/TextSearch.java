package org.jackfield.chattemplate;

import java.util.List;

/** str.find() and its kin, with Python's start and end in code points. */
final class TextSearch {
  private TextSearch() {}

  /** The part of a text that is searched, in UTF-16 units; empty range when it is outside. */
  private record Window(int from, int to, boolean valid) {
    static Window of(Text text, Bound bound) {
      int size = text.codePoints();
      long start = place(bound.isNone(1) ? 0 : bound.integer(1, 0), size);
      long end = Math.min(size, place(bound.isNone(2) ? size : bound.integer(2, size), size));
      if (start > size || start > end) {
        return new Window(0, 0, false);
      }
      return new Window(text.unitIndex((int) start), text.unitIndex((int) end), true);
    }

    private static long place(long index, int size) {
      return index < 0 ? Math.max(0, index + size) : index;
    }
  }

  /** str.startswith() and str.endswith(). */
  static Value hasAffix(RenderRun run, Text text, Bound bound, boolean atStart) {
    run.step(text.length() / 1024);
    return Value.Bool.of(affix(text, bound, Window.of(text, bound), atStart));
  }

  /** str.index() and str.rindex(). */
  static Value index(RenderRun run, Text text, Bound bound, boolean last) {
    int index = position(run, text, bound, last);
    if (index < 0) {
      throw run.error("the substring was not found");
    }
    return Value.integer(index);
  }

  /** str.find() and str.rfind(). */
  static Value find(RenderRun run, Text text, Bound bound, boolean last) {
    return Value.integer(position(run, text, bound, last));
  }

  private static boolean affix(Text text, Bound bound, Window window, boolean atStart) {
    List<Value> candidates =
        bound.value(0) instanceof Value.TupleValue tuple ? tuple.items() : List.of(bound.text(0));
    for (Value candidate : candidates) {
      if (!(candidate instanceof Text affix)) {
        throw bound.wrongType(0, "a string or a tuple of strings");
      }
      int at = atStart ? window.from() : window.to() - affix.length();
      boolean fits = window.valid() && affix.length() <= window.to() - window.from();
      if (fits && text.string().startsWith(affix.string(), at)) {
        return true;
      }
    }
    return false;
  }

  private static int position(RenderRun run, Text text, Bound bound, boolean last) {
    Text part = bound.text(0);
    Window window = Window.of(text, bound);
    run.search(text.length(), part.length());
    if (!window.valid()) {
      return -1;
    }
    String searched = text.string();
    int at =
        last
            ? searched.lastIndexOf(part.string(), window.to() - part.length())
            : searched.indexOf(part.string(), window.from(), window.to());
    return at < window.from() ? -1 : text.codePointIndex(at);
  }

  static Value count(RenderRun run, Text text, Bound bound) {
    return Value.integer(occurrences(run, text, bound));
  }

  private static int occurrences(RenderRun run, Text text, Bound bound) {
    Text part = bound.text(0);
    Window window = Window.of(text, bound);
    run.search(text.length(), part.length());
    if (!window.valid()) {
      return 0;
    }
    if (part.isEmpty()) {
      return text.string().codePointCount(window.from(), window.to()) + 1;
    }
    int count = 0;
    int at = text.string().indexOf(part.string(), window.from(), window.to());
    while (at >= 0) {
      count++;
      at = text.string().indexOf(part.string(), at + part.length(), window.to());
    }
    return count;
  }
}
