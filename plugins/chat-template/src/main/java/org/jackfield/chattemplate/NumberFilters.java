package org.jackfield.chattemplate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/** Filters that make or change numbers. */
final class NumberFilters {
  private static final int MAX_PRECISION = 300;

  private NumberFilters() {}

  static Value absolute(RenderRun run, Value value) {
    requireNumber(run, value, "abs");
    return value instanceof Value.Decimal number
        ? new Value.Decimal(Math.abs(number.value()), number.content())
        : Arithmetic.sign(run, value, Arithmetic.integer(value) < 0);
  }

  private static void requireNumber(RenderRun run, Value value, String filter) {
    if (!Arithmetic.isNumber(value)) {
      throw run.error("%s wants a number, not a %s".formatted(filter, Types.name(value)));
    }
  }

  private static void requireDefined(RenderRun run, Value value) {
    if (value instanceof Value.Undefined undefined) {
      throw run.error(undefined.message());
    }
  }

  static Value decimal(RenderRun run, Value value, Bound bound) {
    requireDefined(run, value);
    return decimal(run, value)
        .<Value>map(number -> new Value.Decimal(number, Types.isContent(value)))
        .orElse(bound.value(0, new Value.Decimal(0, false)));
  }

  static Value integer(RenderRun run, Value value, Bound bound) {
    requireDefined(run, value);
    boolean content = Types.isContent(value);
    if (value instanceof Text text) {
      run.step(text.length() / 16);
      Optional<BigInteger> parsed = PythonNumbers.integer(text.string(), bound.count(1, 10));
      if (parsed.isPresent()) {
        return fit(run, parsed.get(), content);
      }
    } else if (value instanceof Value.Int || value instanceof Value.Bool) {
      return new Value.Int(Arithmetic.integer(value), content);
    }
    Optional<Double> decimal = decimal(run, value).filter(Double::isFinite);
    if (decimal.isEmpty()) {
      return bound.value(0, Value.integer(0));
    }
    return fit(run, new BigDecimal(decimal.get()).toBigInteger(), content);
  }

  private static Value fit(RenderRun run, BigInteger number, boolean content) {
    if (number.bitLength() > 63) {
      throw run.unsupported("integers beyond 64 bits are not supported");
    }
    return new Value.Int(number.longValue(), content);
  }

  private static Optional<Double> decimal(RenderRun run, Value value) {
    if (value instanceof Text text) {
      run.step(text.length() / 16);
      return PythonNumbers.decimal(text.string());
    }
    return Arithmetic.isNumber(value) ? Optional.of(Arithmetic.decimal(value)) : Optional.empty();
  }

  static Value round(RenderRun run, Value value, Bound bound) {
    requireNumber(run, value, "round");
    long precision = bound.integer(0, 0);
    if (Math.abs(precision) > MAX_PRECISION) {
      throw run.limit("round takes a precision up to %d".formatted(MAX_PRECISION));
    }
    String method = bound.text(1, "common").string();
    if (!method.equals("common") && !method.equals("ceil") && !method.equals("floor")) {
      throw run.error("round knows the methods common, ceil and floor");
    }
    if (!method.equals("common")) {
      double scale = Math.pow(10, precision);
      double scaled = Arithmetic.decimal(value) * scale;
      double whole = method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled);
      return new Value.Decimal(whole / scale, Types.isContent(value));
    }
    if (value instanceof Value.Decimal number && !Double.isFinite(number.value())) {
      return value;
    }
    BigDecimal exact =
        value instanceof Value.Decimal number
            ? new BigDecimal(number.value())
            : BigDecimal.valueOf(Arithmetic.integer(value));
    BigDecimal rounded = exact.setScale((int) precision, RoundingMode.HALF_EVEN);
    if (value instanceof Value.Decimal) {
      double result = Math.copySign(rounded.doubleValue(), Arithmetic.decimal(value));
      return new Value.Decimal(result, Types.isContent(value));
    }
    return fit(run, rounded.toBigInteger(), Types.isContent(value));
  }
}
