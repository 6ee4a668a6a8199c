package org.jackfield.chattemplate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of mappings, lists, tuples and ranges. */
final class ContainerMethods {
  private ContainerMethods() {}

  static Value call(RenderRun run, Value receiver, String name, Arguments arguments) {
    if (receiver instanceof DictValue dict) {
      return dict(run, dict, require(run, ContainerMethod.ofDict(name), name), arguments);
    }
    ContainerMethod method = require(run, ContainerMethod.ofList(name), name);
    Bound bound = method.signature().bind(run, "the method " + name, arguments);
    List<Value> items = Types.list(run, receiver);
    return switch (method) {
      case COPY -> receiver;
      case COUNT -> Value.integer(count(run, items, bound.value(0)));
      case INDEX -> index(run, items, bound);
      case GET, ITEMS, KEYS, VALUES -> throw new IllegalStateException(name + " is of mappings");
    };
  }

  private static ContainerMethod require(
      RenderRun run, @Nullable ContainerMethod method, String name) {
    if (method == null) {
      throw run.unsupported("the method '%s' is not supported".formatted(name));
    }
    return method;
  }

  private static Value dict(
      RenderRun run, DictValue dict, ContainerMethod method, Arguments arguments) {
    Bound bound = method.signature().bind(run, "the method " + method.pythonName(), arguments);
    return switch (method) {
      case COPY -> dict;
      case GET -> {
        Value found = dict.find(run, bound.value(0));
        yield found == null ? bound.value(1, Value.None.NONE) : found;
      }
      case ITEMS -> new DictView(dict, DictView.Kind.ITEMS);
      case KEYS -> new DictView(dict, DictView.Kind.KEYS);
      case VALUES -> new DictView(dict, DictView.Kind.VALUES);
      case COUNT, INDEX -> throw new IllegalStateException(method + " is of lists");
    };
  }

  private static int count(RenderRun run, List<Value> items, Value wanted) {
    int count = 0;
    for (Value item : items) {
      count += Comparisons.equal(run, item, wanted) ? 1 : 0;
    }
    return count;
  }

  private static Value index(RenderRun run, List<Value> items, Bound bound) {
    int size = items.size();
    long start = place(bound.integer(1, 0), size);
    long stop = Math.min(size, place(bound.integer(2, size), size));
    for (long i = start; i < stop; i++) {
      if (Comparisons.equal(run, items.get((int) i), bound.value(0))) {
        return Value.integer(i);
      }
    }
    throw run.error("index: the list does not hold the value");
  }

  private static long place(long index, int size) {
    return index < 0 ? Math.max(0, index + size) : index;
  }
}
