package org.jackfield.engine.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.breaker.BackendGuard;
import org.jackfield.engine.config.BackendConfig;
import org.jackfield.engine.config.BackendState;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.plugin.FactoryHandle;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.engine.snapshot.BackendHandle.Identity;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Settings;

/**
 * What a configuration asks for, before anything is built: which backends go on as they are, which
 * are to be built, which cannot serve. Making one does no I/O and changes nothing.
 *
 * @param config the configuration
 * @param plugins the plugins that serve it
 * @param artifacts what models are found in
 * @param steps one for each backend, in the order of the configuration
 */
public record SnapshotDraft(
    EngineConfig config, PluginRegistry plugins, ArtifactStore artifacts, List<Step> steps) {
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

    /** It is to be built; the guard is its predecessor's where that was the same to its callers. */
    record Build(
        BackendConfig config,
        Identity identity,
        Settings settings,
        FactoryHandle factory,
        BackendGuard guard)
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
      EngineConfig config,
      PluginRegistry plugins,
      ArtifactStore artifacts,
      Optional<EngineSnapshot> before) {
    List<Step> steps = new ArrayList<>();
    for (BackendConfig backend : config.backends()) {
      steps.add(
          switch (backend.state()) {
            case BackendState.Ready ready ->
                step(backend, ready.settings(), plugins, artifacts, before);
            case BackendState.NotConfigured missing -> new Step.Unusable(backend, missing.reason());
            case BackendState.Unavailable unavailable ->
                new Step.Unusable(backend, unavailable.reason());
          });
    }
    return new SnapshotDraft(config, plugins, artifacts, steps);
  }

  private static Step step(
      BackendConfig config,
      Settings settings,
      PluginRegistry plugins,
      ArtifactStore artifacts,
      Optional<EngineSnapshot> before) {
    FactoryHandle factory = plugins.factory(config.type()).orElseThrow();
    Optional<BackendHandle> old =
        before
            .flatMap(snapshot -> snapshot.backend(config.name()))
            .filter(was -> was.problem().isEmpty());
    try {
      String model = settings.has(MODEL) ? settings.string(MODEL) : "";
      Identity identity =
          new Identity(
              config.name(),
              factory.type(),
              model,
              data(config, settings, factory, old),
              factory.plugin().sha256(),
              settings,
              artifacts.entry(ArtifactKind.MODEL, model));
      return old.filter(was -> was.identity().equals(identity))
          .<Step>map(was -> new Step.Keep(config, was))
          .orElseGet(
              () -> new Step.Build(config, identity, settings, factory, guard(identity, old)));
    } catch (BackendException e) {
      return new Step.Unusable(config, SnapshotBuilder.inWords(e));
    }
  }

  /**
   * Who asks the same server for the same model with the same key inherits what is known of it: a
   * new version of its plugin or another file behind its model changes nothing about that. With
   * other settings it starts anew, since somebody may just have corrected them.
   */
  private static BackendGuard guard(Identity identity, Optional<BackendHandle> old) {
    return old.filter(was -> was.identity().type().equals(identity.type()))
        .filter(was -> was.identity().settings().equals(identity.settings()))
        .map(BackendHandle::guard)
        .orElseGet(() -> BackendGuard.of(System::nanoTime));
  }

  /**
   * Where its data goes: as configured; as before when the plugin said so of the same settings;
   * else the plugin is asked, which costs a thread each time.
   */
  private static DataLocation data(
      BackendConfig config, Settings settings, FactoryHandle factory, Optional<BackendHandle> old) {
    Optional<DataLocation> said =
        old.filter(was -> was.options().data().isEmpty())
            .map(BackendHandle::identity)
            .filter(was -> was.type().equals(factory.type()))
            .filter(was -> was.plugin().equals(factory.plugin().sha256()))
            .filter(was -> was.settings().equals(settings))
            .map(Identity::data);
    return config.options().data().or(() -> said).orElseGet(() -> factory.data(settings));
  }
}
