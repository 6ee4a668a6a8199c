package org.jackfield.engine.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.config.BackendConfig;
import org.jackfield.engine.config.BackendState;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.plugin.FactoryHandle;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.engine.snapshot.BackendHandle.Identity;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Settings;

/**
 * What a configuration asks for, before anything is built: which backends go on as they are, which
 * are to be built, which cannot serve. Making one does no I/O and changes nothing.
 *
 * @param config the configuration
 * @param plugins the plugins that serve it
 * @param steps one for each backend, in the order of the configuration
 */
public record SnapshotDraft(EngineConfig config, PluginRegistry plugins, List<Step> steps) {
  private static final String MODEL = "model";

  /** What becomes of one backend. */
  public sealed interface Step {
    /** Its configuration. */
    BackendConfig config();

    /** Its name. */
    default String name() {
      return config().name();
    }

    /** It goes on as it is. */
    record Keep(BackendConfig config, BackendHandle handle) implements Step {}

    /** It is to be built. */
    record Build(BackendConfig config, Identity identity, Settings settings, FactoryHandle factory)
        implements Step {}

    /** It cannot serve. */
    record Unusable(BackendConfig config, String problem) implements Step {}
  }

  /** Copies its list. */
  public SnapshotDraft {
    steps = List.copyOf(steps);
  }

  /** The draft of a configuration after another one; {@code before} is the one in force, if any. */
  public static SnapshotDraft of(
      EngineConfig config, PluginRegistry plugins, Optional<EngineSnapshot> before) {
    List<Step> steps = new ArrayList<>();
    for (BackendConfig backend : config.backends()) {
      steps.add(
          switch (backend.state()) {
            case BackendState.Ready ready -> step(backend, ready.settings(), plugins, before);
            case BackendState.NotConfigured missing -> new Step.Unusable(backend, missing.reason());
            case BackendState.Unavailable unavailable ->
                new Step.Unusable(backend, unavailable.reason());
          });
    }
    return new SnapshotDraft(config, plugins, steps);
  }

  private static Step step(
      BackendConfig config,
      Settings settings,
      PluginRegistry plugins,
      Optional<EngineSnapshot> before) {
    FactoryHandle factory = plugins.factory(config.type()).orElseThrow();
    try {
      DataLocation data = config.options().data().orElseGet(() -> factory.data(settings));
      Identity identity =
          new Identity(
              config.name(),
              factory.type(),
              settings.has(MODEL) ? settings.string(MODEL) : "",
              data,
              factory.plugin().sha256(),
              settings);
      return before
          .flatMap(snapshot -> snapshot.backend(config.name()))
          .filter(old -> old.problem().isEmpty() && old.identity().equals(identity))
          .<Step>map(old -> new Step.Keep(config, old))
          .orElseGet(() -> new Step.Build(config, identity, settings, factory));
    } catch (BackendException e) {
      return new Step.Unusable(config, SnapshotBuilder.inWords(e));
    }
  }
}
