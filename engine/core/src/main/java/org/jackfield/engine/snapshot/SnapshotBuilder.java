package org.jackfield.engine.snapshot;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.engine.config.BackendConfig;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.EngineConfig;
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
   * @throws ConfigException with every backend whose plugin refuses its settings
   */
  public EngineSnapshot build(long generation, SnapshotDraft draft) {
    List<BackendHandle> backends = new ArrayList<>();
    List<ConfigProblem> problems = new ArrayList<>();
    try {
      for (Step step : draft.steps()) {
        backends.add(backend(step, problems));
      }
      if (!problems.isEmpty()) {
        throw new ConfigException(problems);
      }
    } catch (RuntimeException e) {
      backends.forEach(BackendHandle::drop);
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

  private BackendHandle backend(Step step, List<ConfigProblem> problems) {
    return switch (step) {
      case Step.Keep keep -> keep.handle().carriedOver(keep.config().options());
      case Step.Unusable unusable -> unusable(unusable.config(), unusable.problem());
      case Step.Build build -> {
        try {
          yield BackendHandle.serving(
              build.identity(),
              build.config().options(),
              build
                  .factory()
                  .create(
                      services.context(build.name(), build.identity().model(), build.settings())));
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
            "");
    return BackendHandle.unusable(identity, config.options(), problem);
  }

  static String inWords(BackendException e) {
    return e.message() + e.hint().map(hint -> " " + hint).orElse("");
  }
}
