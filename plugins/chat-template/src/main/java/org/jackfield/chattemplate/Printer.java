package org.jackfield.chattemplate;

import java.math.BigDecimal;
import java.util.List;

/** Python's str() and repr(), with the origin of every character. */
final class Printer {
  private Printer() {}

  static Text string(RenderRun run, Value value) {
    if (value instanceof Text text) {
      return text;
    }
    if (value instanceof Value.Undefined) {
      return Text.EMPTY;
    }
    TextBuilder out = run.text();
    repr(run, value, out);
    return out.build();
  }

  static void repr(RenderRun run, Value value, TextBuilder out) {
    run.enter();
    boolean content = Types.isContent(value);
    switch (value) {
      case Text text -> {
        if (text.isMarkup()) {
          throw run.unsupported("showing the result of safe or escape in a list is not supported");
        }
        quote(text, out);
      }
      case Value.Int number -> out.append(Long.toString(number.value()), content);
      case Value.Decimal number -> out.append(decimal(number.value()), content);
      case Value.Bool bool -> out.append(bool.isTrue() ? "True" : "False", false);
      case Value.None _ -> out.append("None", false);
      case Value.Undefined _ -> out.append("Undefined", false);
      case Value.ListValue list -> items(run, "[", list.items(), "]", content, out);
      case Value.TupleValue tuple ->
          items(run, "(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", content, out);
      case DictValue dict -> dict(run, dict, out);
      case DictView view -> {
        out.append(view.kind().pythonName() + "(", content);
        List<Value> elements = Types.list(run, view);
        items(run, "[", elements, "])", content, out);
      }
      case Value.Range range ->
          out.append(
              range.step() == 1
                  ? "range(%d, %d)".formatted(range.start(), range.stop())
                  : "range(%d, %d, %d)".formatted(range.start(), range.stop(), range.step()),
              false);
      case Value.Method _, GlobalFunction _, MacroValue _ -> throw unprintable(run, value);
      case GeneratorValue _, LoopValue _, NamespaceValue _ -> throw unprintable(run, value);
    }
    run.leave();
  }

  private static ChatTemplateException unprintable(RenderRun run, Value value) {
    return run.error(
        "a %s cannot become text; call it, or make it a list with the filter 'list'"
            .formatted(Types.name(value)));
  }

  private static void items(
      RenderRun run,
      String open,
      List<Value> items,
      String close,
      boolean content,
      TextBuilder out) {
    out.append(open, content);
    String separator = "";
    for (Value item : items) {
      out.append(separator, content);
      repr(run, item, out);
      separator = ", ";
    }
    out.append(close, content);
  }

  private static void dict(RenderRun run, DictValue dict, TextBuilder out) {
    out.append("{", dict.content());
    String separator = "";
    for (DictValue.Entry entry : dict.entries()) {
      out.append(separator, dict.content());
      repr(run, entry.key(), out);
      out.append(": ", dict.content());
      repr(run, entry.value(), out);
      separator = ", ";
    }
    out.append("}", dict.content());
  }

  /** Python's repr of a string: single quotes unless only those occur inside. */
  private static void quote(Text text, TextBuilder out) {
    String string = text.string();
    char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
    boolean content = text.hasContent();
    out.append(quote, content);
    int at = 0;
    while (at < string.length()) {
      int codePoint = string.codePointAt(at);
      int next = at + Character.charCount(codePoint);
      if (codePoint == quote || codePoint == '\\') {
        out.append('\\', text.contentAt(at)).append(text, at, next);
      } else if (PythonChars.isPrintable(codePoint)) {
        out.append(text, at, next);
      } else {
        out.append(escape(codePoint), text.contentAt(at));
      }
      at = next;
    }
    out.append(quote, content);
  }

  private static String escape(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        if (codePoint <= 0xFF) {
          yield "\\x%02x".formatted(codePoint);
        }
        yield (codePoint <= 0xFFFF ? "\\u%04x" : "\\U%08x").formatted(codePoint);
      }
    };
  }

  /** Python's repr of a float: the shortest digits that read back, exponent from 1e16 on. */
  static String decimal(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    return (value < 0 ? "-" : "") + layOut(digits, point);
  }

  private static String layOut(String digits, int point) {
    if (point <= -4 || point > 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      int exponent = point - 1;
      return "%s%se%s%02d"
          .formatted(digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return digits + "0".repeat(point - digits.length()) + ".0";
    }
    return digits.substring(0, point) + "." + digits.substring(point);
  }
}
