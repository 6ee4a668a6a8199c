package org.jackfield.chattemplate;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Iterators that compute an element no earlier than it is asked for, as Python's generators. Each
 * layer counts as nesting, because a template can stack filters without end.
 */
final class LazyIterator {
  private LazyIterator() {}

  /** An iterator that comes into being when the first element is asked for. */
  static Iterator<Value> deferred(RenderRun run, Supplier<Iterator<Value>> source) {
    return new Iterator<>() {
      private @Nullable Iterator<Value> items;

      private Iterator<Value> items() {
        if (items == null) {
          run.enter();
          items = source.get();
          run.leave();
        }
        return items;
      }

      @Override
      public boolean hasNext() {
        run.enter();
        boolean more = items().hasNext();
        run.leave();
        return more;
      }

      @Override
      public Value next() {
        run.enter();
        Value value = items().next();
        run.leave();
        return value;
      }
    };
  }

  static Iterator<Value> mapped(
      RenderRun run, Iterator<Value> source, UnaryOperator<Value> mapping) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        run.enter();
        boolean more = source.hasNext();
        run.leave();
        return more;
      }

      @Override
      public Value next() {
        run.enter();
        Value value = mapping.apply(source.next());
        run.leave();
        return value;
      }
    };
  }

  static Iterator<Value> filtered(RenderRun run, Iterator<Value> source, Predicate<Value> keep) {
    return new Iterator<>() {
      private @Nullable Value found;

      @Override
      public boolean hasNext() {
        run.enter();
        while (found == null && source.hasNext()) {
          run.step(1);
          Value candidate = source.next();
          if (keep.test(candidate)) {
            found = candidate;
          }
        }
        run.leave();
        return found != null;
      }

      @Override
      public Value next() {
        if (!hasNext() || found == null) {
          throw new NoSuchElementException();
        }
        Value value = found;
        found = null;
        return value;
      }
    };
  }
}
