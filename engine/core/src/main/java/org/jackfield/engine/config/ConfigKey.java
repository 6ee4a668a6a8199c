package org.jackfield.engine.config;

import org.jackfield.spi.Setting;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration.
 *
 * @param name its name
 * @param type what its value looks like
 * @param doc what it means, for the reference
 * @param fallback its value when none is given, as written in YAML
 */
record ConfigKey(String name, ValueType type, String doc, @Nullable String fallback) {
  static ConfigKey of(String name, ValueType type, String doc) {
    return new ConfigKey(name, type, doc, null);
  }

  static ConfigKey of(Setting setting) {
    return new ConfigKey(
        setting.name(), ValueType.of(setting), setting.doc(), setting.defaultValue().orElse(null));
  }

  ConfigKey withDefault(String value) {
    return new ConfigKey(name, type, doc, value);
  }
}
