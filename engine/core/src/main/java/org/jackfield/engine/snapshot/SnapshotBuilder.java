package org.jackfield.engine.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.capability.CapabilityOverlay;
import org.jackfield.engine.config.BackendConfig;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.plugin.FactoryHandle;
import org.jackfield.engine.snapshot.SnapshotDraft.Step;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;

/** Makes a snapshot of a draft, without I/O: builds what is to be built, holds what goes on. */
public final class SnapshotBuilder {
  private final BackendServices services;

  /** A builder that gives these services to backends. */
  public SnapshotBuilder(BackendServices services) {
    this.services = services;
  }

  /**
   * The snapshot, which holds its backends until it is retired or unpinned.
   *
   * @param artifacts what its new backends find their models in
   * @throws ConfigException with every backend whose plugin refuses its settings
   */
  public EngineSnapshot build(
      long generation, SnapshotDraft draft, Supplier<ArtifactStore> artifacts) {
    List<BackendHandle> backends = new ArrayList<>();
    List<ConfigProblem> problems = new ArrayList<>();
    try {
      for (Step step : draft.steps()) {
        backends.add(backend(step, overlay(step, draft), artifacts, problems));
      }
      if (!problems.isEmpty()) {
        throw new ConfigException(problems);
      }
    } catch (RuntimeException | Error e) {
      backends.forEach(BackendHandle::drop);
      backends.forEach(BackendHandle::awaitClosing);
      throw e;
    }
    EngineConfig.Routing routing = draft.config().routing();
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
        draft.config().prompts(),
        draft.plugins().types());
  }

  /** What the configuration knows of a backend's models, whichever of its type's names it uses. */
  private static CapabilityOverlay overlay(Step step, SnapshotDraft draft) {
    BackendConfig config = step.config();
    List<String> names =
        draft.plugins().factory(config.type()).map(FactoryHandle::types).orElse(List.of());
    return new CapabilityOverlay(
        draft.config().capabilities().about(names), config.options().capabilities());
  }

  private BackendHandle backend(
      Step step,
      CapabilityOverlay overlay,
      Supplier<ArtifactStore> artifacts,
      List<ConfigProblem> problems) {
    return switch (step) {
      case Step.Keep keep -> keep.handle().carriedOver(keep.config().options(), overlay);
      case Step.Unusable unusable -> unusable(unusable.config(), unusable.problem());
      case Step.Build build -> {
        try {
          yield BackendHandle.serving(
              build.identity(),
              build.config().options(),
              overlay,
              build.guard(),
              KeptSecrets.of(build.factory().settings(), build.settings()),
              build
                  .factory()
                  .create(
                      services.context(
                          build.name(), build.identity().model(), build.settings(), artifacts)));
        } catch (BackendException e) {
          if (e.code() == ErrorCode.INVALID_REQUEST) {
            problems.add(
                new ConfigProblem(build.config().location(), "", e.message(), e.hint().orElse("")));
          }
          yield unusable(build.config(), inWords(e));
        }
      }
    };
  }

  private static BackendHandle unusable(BackendConfig config, String problem) {
    BackendHandle.Identity identity =
        new BackendHandle.Identity(
            config.name(),
            config.type(),
            "",
            config.options().data().orElse(DataLocation.CLOUD),
            "",
            "",
            Optional.empty());
    return BackendHandle.unusable(identity, config.options(), problem);
  }

  static String inWords(BackendException e) {
    return e.message() + e.hint().map(hint -> " " + hint).orElse("");
  }
}
