package org.jackfield.engine.call;

import java.util.OptionalLong;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.Usage.Origin;

/** What two upstream calls cost together. */
final class UsageSum {
  private UsageSum() {}

  /** The sum; a figure that one of them did not tell makes it an estimate. */
  static Usage of(Usage a, Usage b) {
    return new Usage(
        sum(a.input(), b.input()),
        sum(a.cachedInput(), b.cachedInput()),
        sum(a.cacheWrite(), b.cacheWrite()),
        sum(a.output(), b.output()),
        sum(a.reasoning(), b.reasoning()),
        a.origin() == b.origin() ? a.origin() : Origin.ESTIMATED);
  }

  private static OptionalLong sum(OptionalLong a, OptionalLong b) {
    return a.isEmpty() && b.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(a.orElse(0) + b.orElse(0));
  }
}
