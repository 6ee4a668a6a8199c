package org.jackfield.engine.config;

import java.util.Optional;
import org.jackfield.engine.config.ValueParser.Parsed;
import org.jackfield.spi.SettingsSpec;

/**
 * What an entry of one backend type may say: the type's own settings and the keys that every
 * backend has. Made once for all entries of the type.
 *
 * @param type as the configuration calls it
 * @param spec the type's settings
 * @param section all keys
 * @param fault what is wrong with the type's declaration itself, in words
 */
record BackendKeys(String type, SettingsSpec spec, ConfigSection section, Optional<String> fault) {
  static BackendKeys of(String type, SettingsSpec spec) {
    ConfigSection section = ConfigKeys.backend(spec);
    return new BackendKeys(type, spec, section, fault(type, section));
  }

  /** A default that does not fit its own declaration. */
  private static Optional<String> fault(String type, ConfigSection section) {
    for (ConfigKey key : section.keys()) {
      if (key.fallback() != null
          && SectionReader.parse(key.type(), key.fallback()) instanceof Parsed.Bad bad) {
        return Optional.of(
            "The plugin of the type '%s' declares %s as the default of '%s', which is not %s."
                .formatted(type, Shown.value(key.fallback()), key.name(), bad.expected()));
      }
    }
    return Optional.empty();
  }
}
