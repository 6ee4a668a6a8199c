package org.jackfield.chattemplate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * Python's {@code format % values} with the conversions s, r, d, i, u, f, F, x, X and o, flags,
 * width and precision: https://docs.python.org/3/library/stdtypes.html#old-string-formatting
 */
final class PercentFormat {
  private static final int MAX_PRECISION = 300;

  private final RenderRun run;
  private final Text format;
  private final Value values;
  private final TextBuilder out;
  private int at;
  private int used;

  private PercentFormat(RenderRun run, Text format, Value values) {
    this.run = run;
    this.format = format;
    this.values = values;
    this.out = run.text();
  }

  static Text format(RenderRun run, Text format, Value values) {
    if (format.isMarkup()) {
      throw run.unsupported("formatting after safe or escape is not supported");
    }
    return new PercentFormat(run, format, values).run();
  }

  private Text run() {
    String string = format.string();
    while (true) {
      int percent = string.indexOf('%', at);
      if (percent < 0) {
        out.append(format, at, format.length());
        break;
      }
      out.append(format, at, percent);
      at = percent + 1;
      conversion();
    }
    if (used < mustUse()) {
      throw run.error("the format uses %d of %d values".formatted(used, mustUse()));
    }
    return out.build();
  }

  /** How many values have to be used; Python lets those that have items go unused. */
  private int mustUse() {
    if (values instanceof Value.TupleValue tuple) {
      return tuple.items().size();
    }
    boolean hasItems =
        values instanceof DictValue
            || values instanceof Value.ListValue
            || values instanceof Value.Range
            || values instanceof Value.Undefined;
    return hasItems ? 0 : 1;
  }

  private Value next() {
    List<Value> items = values instanceof Value.TupleValue tuple ? tuple.items() : List.of(values);
    if (used >= items.size()) {
      throw run.error("the format needs more than %d values".formatted(items.size()));
    }
    return items.get(used++);
  }

  private void conversion() {
    String string = format.string();
    Value named = string.startsWith("(", at) ? named() : null;
    String flags = scan("-+ 0#");
    if (at < string.length() && string.charAt(at) == '*') {
      throw run.unsupported("'*' in a format is not supported");
    }
    int width = number(scan("0123456789"), Integer.MAX_VALUE);
    int precision = -1;
    if (string.startsWith(".", at)) {
      at++;
      precision = number(scan("0123456789"), MAX_PRECISION);
    }
    if (at >= string.length()) {
      throw run.error("the format ends after '%'");
    }
    char conversion = string.charAt(at++);
    if (conversion == '%') {
      out.append(format, at - 1, at);
      return;
    }
    Value value = named == null ? next() : named;
    pad(converted(conversion, value, flags, precision), flags, width, conversion);
  }

  private Value named() {
    int close = format.string().indexOf(')', at);
    if (close < 0 || !(values instanceof DictValue dict)) {
      throw run.error("a format with '(' wants a closing ')' and a mapping");
    }
    Value value = dict.find(format.string().substring(at + 1, close));
    if (value == null) {
      throw run.error("the format names a key that the mapping lacks");
    }
    at = close + 1;
    return value;
  }

  private String scan(String characters) {
    int from = at;
    while (at < format.length() && characters.indexOf(format.string().charAt(at)) >= 0) {
      at++;
    }
    return format.string().substring(from, at);
  }

  private int number(String digits, int limit) {
    long value =
        digits.isEmpty() ? 0 : digits.length() > 9 ? Long.MAX_VALUE : Long.parseLong(digits);
    if (value > limit) {
      throw run.limit("a format has the number " + digits);
    }
    return (int) value;
  }

  private Text converted(char conversion, Value value, String flags, int precision) {
    return switch (conversion) {
      case 's' -> cut(Printer.string(run, value), precision);
      case 'r' -> {
        TextBuilder quoted = run.text();
        Printer.repr(run, value, quoted);
        yield cut(quoted.build(), precision);
      }
      case 'd', 'i', 'u' -> digits(whole(value), 10, flags, precision, value);
      case 'x' -> digits(exact(value), 16, flags, precision, value);
      case 'X' -> Casing.upper(run, digits(exact(value), 16, flags, precision, value));
      case 'o' -> digits(exact(value), 8, flags, precision, value);
      case 'f', 'F' -> fixed(value, flags, precision);
      default -> throw run.unsupported("the format '%%%s' is not supported".formatted(conversion));
    };
  }

  private Text cut(Text text, int precision) {
    return precision < 0 ? text : text.codePointSlice(0, Math.min(precision, text.codePoints()));
  }

  private long whole(Value value) {
    if (value instanceof Value.Decimal number && Math.abs(number.value()) < 1L << 62) {
      return (long) number.value();
    }
    return exact(value);
  }

  private long exact(Value value) {
    if (value instanceof Value.Int || value instanceof Value.Bool) {
      return Arithmetic.integer(value);
    }
    throw run.error("the format wants an integer, not a " + Types.name(value));
  }

  private Text digits(long number, int radix, String flags, int precision, Value value) {
    if (flags.contains("#")) {
      throw run.unsupported("the flag '#' in a format is not supported");
    }
    String digits = Long.toString(number, radix);
    String unsigned = number < 0 ? digits.substring(1) : digits;
    String zeros = "0".repeat(Math.max(0, precision - unsigned.length()));
    return signed(zeros + unsigned, number < 0, flags, value);
  }

  private static Text signed(String digits, boolean negative, String flags, Value value) {
    String plus = flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    return Text.of((negative ? "-" : plus) + digits, Types.isContent(value));
  }

  private Text fixed(Value value, String flags, int precision) {
    if (!Arithmetic.isNumber(value) || !Double.isFinite(Arithmetic.decimal(value))) {
      throw run.error("the format wants a finite number, not a " + Types.name(value));
    }
    double number = Arithmetic.decimal(value);
    boolean negative = number < 0 || (number == 0 && 1 / number < 0);
    String digits =
        new BigDecimal(Math.abs(number))
            .setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN)
            .toPlainString();
    return signed(digits, negative, flags, value);
  }

  private void pad(Text text, String flags, int width, char conversion) {
    int space = Math.max(0, width - text.codePoints());
    if (flags.contains("-")) {
      out.append(TextOperations.pad(run, text, 0, space, ' '));
    } else if (flags.contains("0") && conversion != 's' && conversion != 'r') {
      boolean sign = !text.isEmpty() && "+- ".indexOf(text.string().charAt(0)) >= 0;
      int digits = sign ? 1 : 0;
      out.append(text, 0, digits);
      out.append(TextOperations.pad(run, text.slice(digits, text.length()), space, 0, '0'));
    } else {
      out.append(TextOperations.pad(run, text, space, 0, ' '));
    }
  }
}
