package org.jackfield.engine.config;

import java.util.List;
import java.util.Optional;

/**
 * Keys that stand together.
 *
 * @param doc what the section is about, for the reference
 * @param keys its keys, in the order of the reference
 */
record ConfigSection(String doc, List<ConfigKey> keys) {
  ConfigSection {
    keys = List.copyOf(keys);
  }

  static ConfigSection of(String doc, ConfigKey... keys) {
    return new ConfigSection(doc, List.of(keys));
  }

  Optional<ConfigKey> key(String name) {
    for (ConfigKey key : keys) { // asked for every key of every entry: a stream shows
      if (key.name().equals(name)) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  List<String> names() {
    return keys.stream().map(ConfigKey::name).toList();
  }
}
