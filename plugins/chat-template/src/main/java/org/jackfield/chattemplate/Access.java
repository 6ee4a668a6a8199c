package org.jackfield.chattemplate;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes and items of values. The order of the look-ups is that of jinja2's sandbox: {@code
 * x.name} prefers a method, {@code x['name']} prefers an item.
 */
final class Access {
  private static final Set<String> NUMBER_ATTRIBUTES =
      Set.of(
          "as_integer_ratio",
          "bit_count",
          "bit_length",
          "conjugate",
          "denominator",
          "from_bytes",
          "fromhex",
          "hex",
          "imag",
          "is_integer",
          "numerator",
          "real",
          "to_bytes");

  private Access() {}

  static Value attribute(RenderRun run, Value object, String name) {
    Value own = own(run, object, name);
    if (own != null) {
      return own;
    }
    Value item = object instanceof DictValue dict ? dict.find(name) : null;
    return item == null ? noAttribute(object, name) : item;
  }

  static Value item(RenderRun run, Value object, Value index) {
    Value item = find(run, object, index);
    if (item != null) {
      return item;
    }
    if (index instanceof Text name) {
      Value own = own(run, object, name.string());
      return own == null ? noAttribute(object, name.string()) : own;
    }
    return new Value.Undefined(
        "%s has no element %s".formatted(Types.name(object), shortForm(index)));
  }

  private static Value noAttribute(Value object, String name) {
    return new Value.Undefined("'%s' has no attribute '%s'".formatted(Types.name(object), name));
  }

  // Only numbers are shown: an index that came from data is nothing for an error message.
  private static String shortForm(Value index) {
    return index instanceof Value.Int number
        ? Long.toString(number.value())
        : "of type " + Types.name(index);
  }

  private static @Nullable Value find(RenderRun run, Value object, Value index) {
    return switch (object) {
      case DictValue dict -> DictValue.canBeKey(index) ? dict.find(run, index) : null;
      case Text text -> {
        run.step(text.length() / 1024);
        int at = position(index, text.codePoints());
        yield at < 0 ? null : text.codePointAt(at);
      }
      case Value.ListValue list -> element(list.items(), index);
      case Value.TupleValue tuple -> element(tuple.items(), index);
      case Value.Range range -> {
        int at = position(index, range.size());
        yield at < 0 ? null : range.item(at);
      }
      case Value.Undefined undefined -> throw run.error(undefined.message());
      case Value.Bool _, Value.Decimal _, Value.Int _, Value.None _, Value.Method _ -> null;
      case DictView _, GeneratorValue _, GlobalFunction _, LoopValue _, MacroValue _ -> null;
      case NamespaceValue _ -> null;
    };
  }

  private static @Nullable Value element(List<Value> items, Value index) {
    int at = position(index, items.size());
    return at < 0 ? null : items.get(at);
  }

  /** The place of an index, counted from the end when negative, or -1. */
  private static int position(Value index, int size) {
    long at;
    if (index instanceof Value.Int number) {
      at = number.value();
    } else if (index instanceof Value.Bool bool) {
      at = bool.isTrue() ? 1 : 0;
    } else {
      return -1;
    }
    long position = at < 0 ? at + size : at;
    return position >= 0 && position < size ? (int) position : -1;
  }

  /** What getattr() finds on a value itself, or null. */
  private static @Nullable Value own(RenderRun run, Value object, String name) {
    return switch (object) {
      case Text text -> {
        if (StringMethod.isMissing(name)) {
          throw run.unsupported("the string method '%s' is not supported".formatted(name));
        }
        yield StringMethod.find(name) == null ? null : new Value.Method(text, name);
      }
      case DictValue dict -> {
        if (name.equals("fromkeys")) {
          throw run.unsupported("the method 'fromkeys' is not supported");
        }
        yield container(
            dict, name, ContainerMethod.ofDict(name), ContainerMethod.changesDict(name));
      }
      case Value.ListValue list ->
          container(list, name, ContainerMethod.ofList(name), ContainerMethod.changesList(name));
      case Value.TupleValue tuple -> container(tuple, name, ContainerMethod.ofTuple(name), false);
      case Value.Range range -> rangeAttribute(range, name);
      case LoopValue loop -> loop.attribute(name);
      case NamespaceValue namespace -> namespace.attribute(name);
      case Value.Undefined undefined -> throw run.error(undefined.message());
      case Value.Bool _, Value.Decimal _, Value.Int _ -> {
        if (NUMBER_ATTRIBUTES.contains(name)) {
          throw run.unsupported("the number attribute '%s' is not supported".formatted(name));
        }
        yield null;
      }
      case Value.None _ -> null;
      case MacroValue _, GlobalFunction _, Value.Method _, DictView _, GeneratorValue _ ->
          throw run.unsupported(
              "the attribute '%s' of a %s is not supported".formatted(name, Types.name(object)));
    };
  }

  private static @Nullable Value container(
      Value object, String name, @Nullable ContainerMethod method, boolean changes) {
    if (changes) {
      return new Value.Undefined(
          "the method '%s' of a %s is refused: templates cannot change their data"
              .formatted(name, Types.name(object)));
    }
    return method == null ? null : new Value.Method(object, name);
  }

  private static @Nullable Value rangeAttribute(Value.Range range, String name) {
    return switch (name) {
      case "start" -> Value.integer(range.start());
      case "stop" -> Value.integer(range.stop());
      case "step" -> Value.integer(range.step());
      case "count", "index" -> new Value.Method(range, name);
      default -> null;
    };
  }
}
