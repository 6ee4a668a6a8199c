package org.jackfield.chattemplate;

import java.util.Iterator;

/** A sequence that is computed while it is read, once, as filters like {@code map} return. */
final class GeneratorValue implements Value {
  private final Iterator<Value> items;

  GeneratorValue(Iterator<Value> items) {
    this.items = items;
  }

  Iterator<Value> items() {
    return items;
  }
}
