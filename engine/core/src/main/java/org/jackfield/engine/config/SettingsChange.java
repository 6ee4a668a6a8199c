package org.jackfield.engine.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings that a command changes. Keys are written as in {@code llm.providers.NAME.model}: a
 * backend, a profile or a template stands in the way by its name. Immutable.
 *
 * @param set new values by key, as YAML: a text, a number, a list such as {@code [a, b]}
 * @param unset keys whose earlier change is taken back, so that the configuration's own files rule
 */
public record SettingsChange(Map<String, String> set, List<String> unset) {
  /** Copies its collections. */
  public SettingsChange {
    set = new LinkedHashMap<>(set);
    unset = List.copyOf(unset);
  }

  /** One new value. */
  public static SettingsChange set(String key, String value) {
    return new SettingsChange(Map.of(key, value), List.of());
  }

  /** One change taken back. */
  public static SettingsChange unset(String key) {
    return new SettingsChange(Map.of(), List.of(key));
  }

  @Override
  public Map<String, String> set() {
    return new LinkedHashMap<>(set);
  }

  /** The keys alone: a value may be a secret. */
  @Override
  public String toString() {
    return "SettingsChange[set=" + set.keySet() + ", unset=" + unset + "]";
  }
}
