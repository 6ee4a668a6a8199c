package org.jackfield.engine.plugin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.SettingsSpec;

/**
 * The plugins of one generation: an immutable value that holds its ready plugins open until it is
 * closed. Thread-safe. Whoever got it from {@link PluginHost#load} closes it, when no snapshot uses
 * it any more; backends made from it hold their plugin by themselves and may outlive it. A closed
 * registry still answers everything but {@link FactoryHandle#create} and {@link
 * FactoryHandle#data}, and keeps no class loader alive.
 */
public final class PluginRegistry implements AutoCloseable {
  private final long generation;
  private final List<KeptPlugins.Kept> loaded;
  private final PrivateFolder copies;
  private final List<PluginInfo> plugins;
  private final List<String> warnings;
  private final Map<String, FactoryHandle> factories;
  private final List<PluginLease> leases;

  PluginRegistry(
      long generation,
      List<KeptPlugins.Kept> loaded,
      PrivateFolder copies,
      List<String> warnings,
      Map<String, FactoryHandle> factories,
      List<PluginLease> leases) {
    this.generation = generation;
    this.loaded = List.copyOf(loaded);
    this.copies = copies;
    this.plugins = loaded.stream().map(KeptPlugins.Kept::info).toList();
    this.warnings = List.copyOf(warnings);
    this.factories = Map.copyOf(factories);
    this.leases = List.copyOf(leases);
  }

  /** The number of the load that made it; the first of a host is 1. */
  public long generation() {
    return generation;
  }

  /** Every file that was found, in the order of the folders, then by name. */
  public List<PluginInfo> plugins() {
    return plugins;
  }

  /** What an operator should know and that stopped nothing, one sentence or two each. */
  public List<String> warnings() {
    return warnings;
  }

  /** The canonical types that can be used, sorted. */
  public List<String> types() {
    return factories.values().stream().map(FactoryHandle::type).distinct().sorted().toList();
  }

  /** What is known about a type or alias. */
  public TypeLookup lookup(String type) {
    FactoryHandle factory = factories.get(type);
    if (factory != null) {
      return new TypeLookup.Installed(factory);
    }
    return plugins.stream()
        .filter(plugin -> plugin.types().contains(type))
        .findFirst()
        .<TypeLookup>map(TypeLookup.Unavailable::new)
        .orElseGet(() -> new TypeLookup.Unknown(types()));
  }

  /** The factory of a type or alias, when it can be used. */
  public Optional<FactoryHandle> factory(String type) {
    return Optional.ofNullable(factories.get(type));
  }

  /** What may be configured for each canonical type that can be used, sorted by type. */
  public Map<String, SettingsSpec> settings() {
    Map<String, SettingsSpec> settings = new LinkedHashMap<>();
    for (String type : types()) {
      factory(type).ifPresent(factory -> settings.put(type, factory.settings()));
    }
    return Collections.unmodifiableMap(settings);
  }

  /** The description of a type or alias, when it can be used. */
  public Optional<TypeDescription> describe(String type) {
    return factory(type)
        .map(
            factory ->
                new TypeDescription(factory.types(), plugin(factory.plugin()), factory.settings()));
  }

  private PluginInfo plugin(PluginIdentity identity) {
    return plugins.stream()
        .filter(info -> info.state() == PluginState.READY && info.id().equals(identity.id()))
        .findFirst()
        .orElseThrow();
  }

  /** Keeps its plugins on the disk, so that they can be loaded again; while it is not closed. */
  public KeptPlugins keep() {
    return new KeptPlugins(copies, loaded);
  }

  /** Lets its plugins go; each is unloaded when nothing else holds it. Idempotent. */
  @Override
  public void close() {
    leases.forEach(PluginLease::close);
  }
}
