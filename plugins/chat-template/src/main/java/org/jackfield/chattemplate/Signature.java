package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a filter, test or method.
 *
 * @param names in order
 * @param required how many of the first must be given
 * @param open true when anything more is taken as well
 */
record Signature(List<String> names, int required, boolean open) {
  // Only the constants of this package are parsed, a few dozen.
  private static final Map<String, Signature> PARSED = new ConcurrentHashMap<>();

  /** Reads {@code "old new count?"}: a question mark is optional, a last {@code ...} is open. */
  static Signature of(String parameters) {
    return PARSED.computeIfAbsent(parameters, Signature::parse);
  }

  private static Signature parse(String parameters) {
    List<String> names = new ArrayList<>();
    int required = 0;
    boolean open = false;
    for (String word : parameters.split(" ", -1)) {
      if (word.equals("...")) {
        open = true;
      } else if (word.endsWith("?")) {
        names.add(word.substring(0, word.length() - 1));
      } else if (!word.isEmpty()) {
        names.add(word);
        required++;
      }
    }
    return new Signature(List.copyOf(names), required, open);
  }

  /** What is wrong with a call of this shape, or an empty string. */
  String mismatch(int positional, Collection<String> named) {
    if (open) {
      return "";
    }
    if (positional > names.size()) {
      return "takes at most %d arguments, not %d".formatted(names.size(), positional);
    }
    for (String name : named) {
      int index = names.indexOf(name);
      if (index < 0) {
        return "has no argument '%s'; its arguments are %s".formatted(name, names);
      }
      if (index < positional) {
        return "gets its argument '%s' twice".formatted(name);
      }
    }
    for (String name : names.subList(Math.min(positional, required), required)) {
      if (!named.contains(name)) {
        return "needs the argument '%s'".formatted(name);
      }
    }
    return "";
  }

  Bound bind(RenderRun run, String what, Arguments arguments) {
    String mismatch = mismatch(arguments.positional().size(), arguments.named().keySet());
    if (!mismatch.isEmpty()) {
      throw run.error(what + " " + mismatch);
    }
    @Nullable Value[] values = new @Nullable Value[names.size()];
    int given = Math.min(values.length, arguments.positional().size());
    for (int i = 0; i < given; i++) {
      values[i] = arguments.positional().get(i);
    }
    for (Map.Entry<String, Value> named : arguments.named().entrySet()) {
      int index = names.indexOf(named.getKey());
      if (index >= 0) {
        values[index] = named.getValue();
      }
    }
    return new Bound(run, what, Arrays.asList(values), arguments);
  }
}
