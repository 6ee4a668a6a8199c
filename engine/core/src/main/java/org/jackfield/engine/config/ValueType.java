package org.jackfield.engine.config;

import java.time.Duration;
import java.util.List;
import org.jackfield.spi.Setting;

/** What the value of a key looks like. */
sealed interface ValueType {
  /** A value that is one text in the file. */
  sealed interface Single extends ValueType {}

  /** Text, as a {@link String}. */
  record Text() implements Single {}

  /** Text that is never shown, as a {@link org.jackfield.spi.Secret}. */
  record Hidden() implements Single {}

  /** A whole number, as a {@link Long}. */
  record Whole(long min, long max) implements Single {}

  /** A number, as a {@link Double}. */
  record Decimal(double min, double max) implements Single {}

  /** true or false, as a {@link Boolean}. */
  record Flag() implements Single {}

  /** A time, as a {@link Duration}. */
  record Time(Duration min, Duration max) implements Single {}

  /** A number of bytes, as a {@link Long}. */
  record Size(long min, long max) implements Single {}

  /** An absolute http or https URL, as a {@link java.net.URI}. */
  record Url() implements Single {}

  /** One of these, as a {@link String}. */
  record Choice(List<String> values) implements Single {}

  /** A list of values; one value alone counts as a list of one. */
  record Items(Single item) implements ValueType {}

  /** Texts by name. */
  record NamedTexts() implements ValueType {}

  /** Keys of their own. */
  record Section(ConfigSection section) implements ValueType {}

  /** A list of sections. */
  record Sections(ConfigSection section) implements ValueType {}

  /** Sections by name. */
  record NamedSections(ConfigSection section) implements ValueType {}

  /** A time of at least a millisecond and at most a day. */
  static Time time() {
    return new Time(Duration.ofMillis(1), Duration.ofDays(1));
  }

  /** A time of at most a year, perhaps none. */
  private static Time anyTime() {
    return new Time(Duration.ZERO, Duration.ofDays(366));
  }

  /** What a plugin's option looks like. */
  static ValueType of(Setting setting) {
    return switch (setting.kind()) {
      case STRING -> setting.choices().isEmpty() ? new Text() : new Choice(setting.choices());
      case INTEGER -> new Whole(Long.MIN_VALUE, Long.MAX_VALUE);
      case DECIMAL -> new Decimal(-Double.MAX_VALUE, Double.MAX_VALUE);
      case BOOLEAN -> new Flag();
      case DURATION -> anyTime();
      case URL -> new Url();
      case SECRET -> new Hidden();
      case STRINGS ->
          new Items(setting.choices().isEmpty() ? new Text() : new Choice(setting.choices()));
    };
  }
}
