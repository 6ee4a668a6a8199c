package org.jackfield.spi;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One option that a backend type understands: its name in the YAML, its kind, its default, what it
 * means, and the environment variables that fill it. Immutable; each {@code with} gives a copy.
 *
 * @param name snake_case key in the configuration
 * @param kind what its values look like
 * @param doc one sentence for the reference
 * @param defaultValue the value when none is given, as it would be written in YAML
 * @param required whether a backend is not usable without it
 * @param unless the option that lifts this need by another value than its default; null when none
 * @param variables environment variables that fill it, the first one set wins
 * @param choices the allowed values; empty when all are
 */
public record Setting(
    String name,
    Kind kind,
    String doc,
    Optional<String> defaultValue,
    boolean required,
    @Nullable String unless,
    List<String> variables,
    List<String> choices) {

  /** What the values of a setting look like. */
  public enum Kind {
    /** Text. */
    STRING,
    /** A whole number. */
    INTEGER,
    /** A number. */
    DECIMAL,
    /** true or false. */
    BOOLEAN,
    /** Seconds as a number, or a number with its unit: {@code 500ms}, {@code 30s}, {@code 5m}. */
    DURATION,
    /** An absolute http or https URL. */
    URL,
    /** Text that is never shown. */
    SECRET,
    /** A list of texts. */
    STRINGS
  }

  /** Copies its lists. */
  public Setting {
    variables = List.copyOf(variables);
    choices = List.copyOf(choices);
  }

  /** An option of that kind without a default. */
  public static Setting of(String name, Kind kind, String doc) {
    return new Setting(name, kind, doc, Optional.empty(), false, null, List.of(), List.of());
  }

  /** The same with a default, written as in YAML. */
  public Setting withDefault(String value) {
    return new Setting(name, kind, doc, Optional.of(value), required, unless, variables, choices);
  }

  /** The same, without which a backend is not usable. */
  public Setting withRequired() {
    return new Setting(name, kind, doc, defaultValue, true, null, variables, choices);
  }

  /**
   * The same, without which a backend is not usable as long as that other option has its default:
   * the key of a service that may stand behind another endpoint, where no key is asked for.
   */
  public Setting withRequiredUnless(String option) {
    return new Setting(name, kind, doc, defaultValue, true, option, variables, choices);
  }

  /** The same, filled by these environment variables; the first one set wins. */
  public Setting withVariables(String... variables) {
    return new Setting(
        name, kind, doc, defaultValue, required, unless, List.of(variables), choices);
  }

  /** The same with these values only. */
  public Setting withChoices(String... choices) {
    return new Setting(
        name, kind, doc, defaultValue, required, unless, variables, List.of(choices));
  }

  /** The option that lifts the need of this one by another value than its default. */
  public Optional<String> requiredUnless() {
    return Optional.ofNullable(unless);
  }
}
