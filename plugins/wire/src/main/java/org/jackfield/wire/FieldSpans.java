package org.jackfield.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the top-level fields of a JSON object lie in its bytes, in order. Immutable; an edit gives
 * new spans.
 */
final class FieldSpans {
  /** One field: its key with quotes begins at {@code key}, its value lies in [from, to). */
  record Span(String name, int key, int from, int to) {
    Span moved(int by) {
      return new Span(name, key + by, from + by, to + by);
    }
  }

  private final List<Span> spans;

  /** Just behind the opening brace. */
  private final int inside;

  FieldSpans(List<Span> spans, int inside) {
    this.spans = List.copyOf(spans);
    this.inside = inside;
  }

  List<Span> list() {
    return spans;
  }

  int inside() {
    return inside;
  }

  int size() {
    return spans.size();
  }

  Span get(int index) {
    return spans.get(index);
  }

  /** The index of the field, or -1. */
  int find(String name) {
    for (int i = 0; i < spans.size(); i++) {
      if (spans.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The spans after the field's value became that many bytes long. */
  FieldSpans resized(int index, int length) {
    Span old = spans.get(index);
    List<Span> changed = new ArrayList<>(spans);
    changed.set(index, new Span(old.name(), old.key(), old.from(), old.from() + length));
    move(changed, index + 1, length - (old.to() - old.from()));
    return new FieldSpans(changed, inside);
  }

  /** The spans with one more field at the end. */
  FieldSpans added(Span span) {
    List<Span> changed = new ArrayList<>(spans);
    changed.add(span);
    return new FieldSpans(changed, inside);
  }

  /** The spans without that field, everything behind it moved forward by that many bytes. */
  FieldSpans removed(int index, int bytes) {
    List<Span> changed = new ArrayList<>(spans);
    changed.remove(index);
    move(changed, index, -bytes);
    return new FieldSpans(changed, inside);
  }

  private static void move(List<Span> spans, int from, int by) {
    for (int i = from; i < spans.size(); i++) {
      spans.set(i, spans.get(i).moved(by));
    }
  }
}
