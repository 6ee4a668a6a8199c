package org.jackfield.engine.reload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.Generation;
import org.jackfield.engine.config.RawConfig;

/** The last generations, each with what it was read from. Thread-safe. */
final class History {
  private static final int MOST = 20;

  /** A generation and its files as they were read. */
  record Entry(Generation generation, RawConfig files) {}

  private final Deque<Entry> entries = new ArrayDeque<>();

  synchronized void add(Entry entry) {
    entries.addLast(entry);
    if (entries.size() > MOST) {
      entries.removeFirst();
    }
  }

  synchronized Optional<Entry> find(long generation) {
    return entries.stream().filter(entry -> entry.generation().number() == generation).findFirst();
  }

  /** The newest first. */
  synchronized List<Generation> generations() {
    return entries.reversed().stream().map(Entry::generation).toList();
  }
}
