package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop} of a for statement. It reads ahead only when asked to, as jinja2's. */
final class LoopValue implements Value {
  private final RenderRun run;
  private final Stmt.For statement;
  private final Scope scope;
  private final int depth0;
  private Iterator<Value> items;
  private Optional<Integer> size;
  private int index0 = -1;
  private @Nullable Value previous;
  private @Nullable Value current;
  private @Nullable Value following;
  private @Nullable List<Value> changedFrom;

  LoopValue(
      RenderRun run,
      Stmt.For statement,
      Scope scope,
      int depth0,
      Iterator<Value> items,
      Optional<Integer> size) {
    this.run = run;
    this.statement = statement;
    this.scope = scope;
    this.depth0 = depth0;
    this.items = items;
    this.size = size;
  }

  Stmt.For statement() {
    return statement;
  }

  Scope scope() {
    return scope;
  }

  int depth0() {
    return depth0;
  }

  /** Goes to the next item. */
  @Nullable Value advance() {
    Value next = peek();
    if (next == null) {
      return null;
    }
    following = null;
    index0++;
    previous = current;
    current = next;
    return next;
  }

  private @Nullable Value peek() {
    if (following == null && items.hasNext()) {
      following = items.next();
    }
    return following;
  }

  int size() {
    if (size.isEmpty()) {
      List<Value> rest = new ArrayList<>();
      while (items.hasNext()) {
        run.step(1);
        rest.add(items.next());
      }
      items = rest.iterator();
      size = Optional.of(rest.size() + index0 + 1 + (following == null ? 0 : 1));
    }
    return size.get();
  }

  Value attribute(String name) {
    return switch (name) {
      case "index" -> Value.integer(index0 + 1);
      case "index0" -> Value.integer(index0);
      case "revindex" -> Value.integer(size() - index0);
      case "revindex0" -> Value.integer(size() - index0 - 1);
      case "first" -> Bool.of(index0 == 0);
      case "last" -> Bool.of(peek() == null);
      case "length" -> Value.integer(size());
      case "depth" -> Value.integer(depth0 + 1);
      case "depth0" -> Value.integer(depth0);
      case "previtem" -> orUndefined(index0 == 0 ? null : previous, "there is no previous item");
      case "nextitem" -> orUndefined(peek(), "there is no next item");
      case "cycle", "changed" -> new Method(this, name);
      default -> new Undefined("the loop has no attribute '%s'".formatted(name));
    };
  }

  private static Value orUndefined(@Nullable Value value, String message) {
    return value == null ? new Undefined(message) : value;
  }

  Value cycle(List<Value> choices) {
    if (choices.isEmpty()) {
      throw run.error("loop.cycle() needs at least one value");
    }
    return choices.get(index0 % choices.size());
  }

  Value changed(List<Value> values) {
    boolean same = changedFrom != null && Comparisons.equal(run, changedFrom, values);
    changedFrom = values;
    return Bool.of(!same);
  }
}
