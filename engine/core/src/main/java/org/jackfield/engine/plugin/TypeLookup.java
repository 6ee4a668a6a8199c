package org.jackfield.engine.plugin;

import java.util.List;

/** What a registry knows about a backend type. */
public sealed interface TypeLookup {
  /**
   * A ready plugin brings it.
   *
   * @param factory makes its backends
   */
  record Installed(FactoryHandle factory) implements TypeLookup {}

  /**
   * Only a quarantined plugin brings it.
   *
   * @param plugin the plugin, with its reason
   */
  record Unavailable(PluginInfo plugin) implements TypeLookup {}

  /**
   * Nobody brings it.
   *
   * @param installed the types that can be used, sorted
   */
  record Unknown(List<String> installed) implements TypeLookup {
    /** Copies its list. */
    public Unknown {
      installed = List.copyOf(installed);
    }
  }
}
