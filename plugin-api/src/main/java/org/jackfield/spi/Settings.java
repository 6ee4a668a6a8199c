package org.jackfield.spi;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A backend's settings as typed values, defaults filled in. Immutable. Values are {@link String},
 * {@link Long}, {@link Double}, {@link Boolean}, {@link Duration}, {@link URI}, {@link Secret} or a
 * list of strings, by the {@link Setting.Kind} of the option. Asking for an option that has no
 * value, or as another type, is a plugin's mistake: {@link ErrorCode#INTERNAL}.
 */
public final class Settings {
  private final Map<String, Object> values;

  private Settings(Map<String, Object> values) {
    this.values = values;
  }

  /** Settings with these values, by option name. */
  public static Settings of(Map<String, ?> values) {
    return new Settings(Map.copyOf(values));
  }

  /** Whether the option has a value. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Whether the option has its default, written as the default is. */
  boolean isDefault(Setting option) {
    return option.defaultValue().equals(Optional.of(String.valueOf(values.get(option.name()))));
  }

  /** The text of an option that has one. */
  public String string(String name) {
    return value(name, String.class);
  }

  /** The whole number of an option that has one. */
  public long integer(String name) {
    return value(name, Long.class);
  }

  /** The number of an option that has one. */
  public double decimal(String name) {
    return value(name, Double.class);
  }

  /** The truth of an option that has one. */
  public boolean flag(String name) {
    return value(name, Boolean.class);
  }

  /** The duration of an option that has one. */
  public Duration duration(String name) {
    return value(name, Duration.class);
  }

  /** The URL of an option that has one. */
  public URI url(String name) {
    return value(name, URI.class);
  }

  /** The secret of an option that has one. */
  public Secret secret(String name) {
    return value(name, Secret.class);
  }

  /** The secret, when the option has one. */
  public Optional<Secret> findSecret(String name) {
    return has(name) ? Optional.of(secret(name)) : Optional.empty();
  }

  /** The texts of an option; empty when it has none. */
  public List<String> strings(String name) {
    if (!has(name)) {
      return List.of();
    }
    List<?> values = value(name, List.class);
    return values.stream().map(String::valueOf).toList();
  }

  /** The options whose values are not the same in the other settings, sorted. */
  public SortedSet<String> differences(Settings other) {
    SortedSet<String> names = new TreeSet<>(values.keySet());
    names.addAll(other.values.keySet());
    names.removeIf(name -> Objects.equals(values.get(name), other.values.get(name)));
    return names;
  }

  /** The value of an option for people: a secret is masked, no value is empty. */
  public String shown(String name) {
    return String.valueOf(values.getOrDefault(name, ""));
  }

  private <T> T value(String name, Class<T> type) {
    Object value = values.get(name);
    if (value == null) {
      throw misread(name, "has no value: a plugin asks for declared options by has() first.");
    }
    if (!type.isInstance(value)) {
      String kind = value.getClass().getSimpleName();
      throw misread(name, "is a " + kind + ", read as a " + type.getSimpleName() + ".");
    }
    return type.cast(value);
  }

  /** Only a plugin asks for options, so whatever it cannot get is its own mistake. */
  private static BackendException misread(String name, String how) {
    return new BackendException(ErrorCode.INTERNAL, "The setting '" + name + "' " + how);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings settings && settings.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** All values by name; secrets are masked. */
  @Override
  public String toString() {
    return new TreeMap<>(values).toString();
  }
}
