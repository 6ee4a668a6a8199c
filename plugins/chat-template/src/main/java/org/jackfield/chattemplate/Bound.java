package org.jackfield.chattemplate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arguments in the order of a signature. What was not given has the default of the reader. */
record Bound(RenderRun run, String what, List<@Nullable Value> values, Arguments all) {

  Value value(int index) {
    Value value = values.get(index);
    if (value == null) {
      throw run.error("%s needs argument %d".formatted(what, index + 1));
    }
    return value;
  }

  Value value(int index, Value otherwise) {
    Value value = values.get(index);
    return value == null ? otherwise : value;
  }

  /** True when an argument was left out or is None, which Python treats alike here. */
  boolean isNone(int index) {
    Value value = values.get(index);
    return value == null || value == Value.None.NONE;
  }

  boolean truth(int index, boolean otherwise) {
    Value value = values.get(index);
    return value == null ? otherwise : Types.isTrue(value);
  }

  Text text(int index) {
    if (value(index) instanceof Text text) {
      return text;
    }
    throw wrongType(index, "a string");
  }

  Text text(int index, String otherwise) {
    return values.get(index) == null ? Text.template(otherwise) : text(index);
  }

  long integer(int index, long otherwise) {
    Value value = values.get(index);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Value.Int number) {
      return number.value();
    }
    if (value instanceof Value.Bool bool) {
      return bool.isTrue() ? 1 : 0;
    }
    throw wrongType(index, "an integer");
  }

  /** An integer that counts something, held to what a Java int can count. */
  int count(int index, int otherwise) {
    return Math.clamp(integer(index, otherwise), -Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  ChatTemplateException wrongType(int index, String wanted) {
    return run.error(
        "%s wants %s as argument %d, not a %s"
            .formatted(what, wanted, index + 1, Types.name(value(index))));
  }
}
