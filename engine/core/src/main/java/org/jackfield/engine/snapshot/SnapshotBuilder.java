package org.jackfield.engine.snapshot;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.engine.config.BackendConfig;
import org.jackfield.engine.config.BackendState;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.plugin.FactoryHandle;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Settings;

/** Builds the backends of a configuration into a snapshot, without I/O. */
final class SnapshotBuilder {
  private static final String MODEL = "model";

  private final PluginRegistry plugins;
  private final BackendServices services;

  SnapshotBuilder(PluginRegistry plugins, BackendServices services) {
    this.plugins = plugins;
    this.services = services;
  }

  EngineSnapshot build(long generation, EngineConfig config) {
    List<BackendHandle> backends = new ArrayList<>();
    config.backends().forEach(backend -> backends.add(build(backend)));
    EngineConfig.Routing routing = config.routing();
    boolean selected = routing.exclusive().isPresent();
    List<String> order =
        selected
            ? List.of(routing.exclusive().get().backend())
            : routing.fallbackOrder().isEmpty()
                ? backends.stream().map(BackendHandle::name).toList()
                : routing.fallbackOrder();
    return new EngineSnapshot(
        generation,
        backends,
        List.copyOf(routing.profiles().values()),
        new EngineSnapshot.Routing(order, routing.defaultProfile(), selected),
        plugins.types());
  }

  private BackendHandle build(BackendConfig config) {
    return switch (config.state()) {
      case BackendState.Ready ready -> create(config, ready.settings());
      case BackendState.NotConfigured missing -> unusable(config, missing.reason());
      case BackendState.Unavailable unavailable -> unusable(config, unavailable.reason());
    };
  }

  private BackendHandle create(BackendConfig config, Settings settings) {
    FactoryHandle factory = plugins.factory(config.type()).orElseThrow();
    try {
      DataLocation data = config.options().data().orElseGet(() -> factory.data(settings));
      BackendHandle.Identity identity =
          new BackendHandle.Identity(
              config.name(),
              factory.type(),
              settings.has(MODEL) ? settings.string(MODEL) : "",
              data,
              factory.plugin().toString(),
              settings);
      return BackendHandle.serving(
          identity, config.options(), factory.create(services.context(config.name(), settings)));
    } catch (BackendException e) {
      return unusable(config, e.message() + e.hint().map(hint -> " " + hint).orElse(""));
    }
  }

  private static BackendHandle unusable(BackendConfig config, String problem) {
    BackendHandle.Identity identity =
        new BackendHandle.Identity(
            config.name(),
            config.type(),
            "",
            config.options().data().orElse(DataLocation.CLOUD),
            "",
            "");
    return BackendHandle.unusable(identity, config.options(), problem);
  }
}
