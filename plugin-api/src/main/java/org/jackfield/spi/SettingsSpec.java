package org.jackfield.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All options of a backend type, and the defaults of the options that the engine gives every
 * backend ({@code timeout}, {@code retries}). Immutable.
 *
 * @param options the options, in the order of the reference
 * @param timeout default time to the first content
 * @param retries default number of further tries on the same backend
 */
public record SettingsSpec(List<Setting> options, Duration timeout, int retries) {
  /** The time to first content unless a type says otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** Copies its list. */
  public SettingsSpec {
    options = List.copyOf(options);
    for (Setting option : options) {
      String other = option.unless();
      if (other != null && options.stream().noneMatch(known -> known.name().equals(other))) {
        throw new IllegalArgumentException(
            "'" + option.name() + "' is required unless '" + other + "', which is no option.");
      }
    }
  }

  /** A specification of these options, 30 s to the first content, and one retry. */
  public static SettingsSpec of(Setting... options) {
    return new SettingsSpec(List.of(options), DEFAULT_TIMEOUT, 1);
  }

  /** The same with that default time to first content. */
  public SettingsSpec withTimeout(Duration timeout) {
    return new SettingsSpec(options, timeout, retries);
  }

  /** The same with that default number of further tries. */
  public SettingsSpec withRetries(int retries) {
    return new SettingsSpec(options, timeout, retries);
  }

  /** The options that a backend with these settings needs and that have no value in them. */
  public List<Setting> missing(Settings settings) {
    return options.stream()
        .filter(option -> option.required() && !settings.has(option.name()))
        .filter(option -> !lifted(option, settings))
        .toList();
  }

  private boolean lifted(Setting option, Settings settings) {
    return option
        .requiredUnless()
        .flatMap(this::option)
        .filter(other -> settings.has(other.name()) && !settings.isDefault(other))
        .isPresent();
  }

  /** The option of that name. */
  public Optional<Setting> option(String name) {
    return options.stream().filter(option -> option.name().equals(name)).findFirst();
  }
}
