package org.jackfield.engine.reload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.Generation;
import org.jackfield.engine.plugin.KeptPlugins;

/** The last generations, each with what it was made of. Thread-safe. */
final class History implements AutoCloseable {
  private static final int MOST = 20;

  /** A generation, what it was read from, and its plugins. */
  record Entry(Generation generation, Contents contents, KeptPlugins plugins) {}

  private final Deque<Entry> entries = new ArrayDeque<>();

  synchronized void add(Entry entry) {
    entries.addLast(entry);
    if (entries.size() > MOST) {
      entries.removeFirst().plugins().close();
    }
  }

  synchronized Optional<Entry> find(long generation) {
    return entries.stream().filter(entry -> entry.generation().number() == generation).findFirst();
  }

  /** Forgets all. */
  @Override
  public synchronized void close() {
    entries.forEach(entry -> entry.plugins().close());
    entries.clear();
  }

  /** The newest first. */
  synchronized List<Generation> generations() {
    return entries.reversed().stream().map(Entry::generation).toList();
  }
}
