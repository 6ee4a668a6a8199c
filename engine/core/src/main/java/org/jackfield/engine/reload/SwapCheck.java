package org.jackfield.engine.reload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jackfield.engine.EngineEvent.Notice;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.ReloadConfig;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.engine.snapshot.Preloads;
import org.jackfield.engine.snapshot.Probes;
import org.jackfield.engine.snapshot.SnapshotDraft.Step;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.operation.Preload;

/**
 * Whether a snapshot that was built may take the place of the one in force: no backend is lost, new
 * ones are there, and the models of those that are rebuilt are in memory before the old ones go.
 * One use.
 */
final class SwapCheck {
  private final Candidate candidate;
  private final EngineSnapshot next;
  private final EngineSnapshot old;
  private final EngineListener listener;
  private final ReloadConfig rules;
  private final List<ConfigProblem> problems = new ArrayList<>();

  SwapCheck(Candidate candidate, EngineSnapshot next, EngineSnapshot old, EngineListener listener) {
    this.candidate = candidate;
    this.next = next;
    this.old = old;
    this.listener = listener;
    this.rules = candidate.config().reload();
  }

  /**
   * Looks; blocks while backends are probed and models loaded.
   *
   * @param givenUp polled while models are loaded
   * @return the backends whose new model fits into memory only once the old one left
   * @throws ConfigException with everything that stands against it
   */
  List<String> run(BooleanSupplier givenUp) {
    if (rules.lost() == ReloadConfig.OnLost.REFUSE) {
      lost();
    }
    Map<String, Preload> preloads = preloads();
    if (rules.probe() != ReloadConfig.OnDown.OFF) {
      probe(preloads.keySet());
    }
    List<String> later = problems.isEmpty() ? preload(preloads, givenUp) : List.of();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return later;
  }

  private void lost() {
    for (Step step : candidate.draft().steps()) {
      Optional<String> problem = next.backend(step.name()).flatMap(BackendHandle::problem);
      if (served(step) && problem.isPresent()) {
        refuse(
            step,
            "Backend '"
                + step.name()
                + "' serves now and could not any more: "
                + sentence(problem.get()),
            "Mend that, remove the entry, or set reload.lost to 'drain'.");
      }
    }
  }

  private boolean served(Step step) {
    return old.backend(step.name()).filter(was -> was.problem().isEmpty()).isPresent();
  }

  /** Those that take the place of one that serves, and can load their model before. */
  private Map<String, Preload> preloads() {
    Map<String, Preload> preloads = new HashMap<>();
    for (Step step : built()) {
      if (served(step)) {
        next.backend(step.name())
            .flatMap(Preloads::of)
            .ifPresent(preload -> preloads.put(step.name(), preload));
      }
    }
    return preloads;
  }

  /** Those that load their models show by that, and better, whether they are there. */
  private void probe(Set<String> except) {
    List<Step> steps = new ArrayList<>();
    List<BackendHandle> backends = new ArrayList<>();
    for (Step step : built()) {
      if (!except.contains(step.name())) {
        next.backend(step.name())
            .filter(backend -> backend.problem().isEmpty())
            .ifPresent(
                backend -> {
                  steps.add(step);
                  backends.add(backend);
                });
      }
    }
    List<Health> found = Probes.of(backends);
    for (int i = 0; i < found.size(); i++) {
      Health health = found.get(i);
      if (health.state() != Health.State.DOWN) {
        continue;
      }
      Step step = steps.get(i);
      String message = "The new backend '" + step.name() + "' is not there: " + health.detail();
      if (rules.probe() == ReloadConfig.OnDown.REFUSE) {
        refuse(step, message, health.hint().orElse(""));
      } else {
        listener.on(new Notice(step.name(), message));
      }
    }
  }

  /** Loads the new models beside the old ones, which serve meanwhile. */
  private List<String> preload(Map<String, Preload> preloads, BooleanSupplier givenUp) {
    List<String> later = new ArrayList<>();
    for (Step step : built()) {
      Preload preload = preloads.get(step.name());
      if (preload == null) {
        continue;
      }
      Optional<BackendException> failure = Preloads.failure(step.name(), preload, givenUp);
      if (failure.isEmpty()) {
        continue;
      }
      if (failure.get().code() == ErrorCode.OVERLOADED
          && rules.noRoom() == ReloadConfig.OnNoRoom.DRAIN) {
        later.add(step.name());
      } else {
        notReady(step, failure.get());
      }
    }
    return later;
  }

  private void notReady(Step step, BackendException why) {
    String start = "The new model of backend '" + step.name() + "' ";
    String hint = why.hint().orElse("");
    switch (why.code()) {
      case CANCELLED -> refuse(step, start + "was given up for a newer change.", hint);
      case OVERLOADED ->
          refuse(
              step,
              start + "has no room beside the old one: " + why.message(),
              (hint + " Or set reload.no_room to 'drain': the old one then leaves first.").strip());
      default -> refuse(step, start + "cannot be made ready: " + why.message(), hint);
    }
  }

  private List<Step> built() {
    return candidate.draft().steps().stream().filter(Step.Build.class::isInstance).toList();
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private void refuse(Step step, String message, String hint) {
    problems.add(new ConfigProblem(step.config().location(), "", message, hint));
  }
}
