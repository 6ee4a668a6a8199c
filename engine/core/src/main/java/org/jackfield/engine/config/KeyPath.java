package org.jackfield.engine.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The way to a value: key names and list positions from the root. Immutable.
 *
 * @param steps a {@link String} for a key, an {@link Integer} for a position
 */
record KeyPath(List<Object> steps) {
  static final KeyPath ROOT = new KeyPath(List.of());

  static KeyPath of(String... names) {
    return new KeyPath(List.of((Object[]) names));
  }

  KeyPath {
    steps = List.copyOf(steps);
  }

  KeyPath key(String name) {
    return plus(name);
  }

  KeyPath item(int position) {
    return plus(position);
  }

  private KeyPath plus(Object step) {
    List<Object> longer = new ArrayList<>(steps);
    longer.add(step);
    return new KeyPath(longer);
  }

  /** As in messages: {@code llm.providers[0].timeout}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Object step : steps) {
      if (step instanceof Integer position) {
        text.append('[').append(position.intValue()).append(']');
      } else {
        if (!text.isEmpty()) {
          text.append('.');
        }
        text.append(Shown.name(step.toString()));
      }
    }
    return text.toString();
  }
}
