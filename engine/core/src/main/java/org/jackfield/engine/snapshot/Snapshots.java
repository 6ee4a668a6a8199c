package org.jackfield.engine.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jackfield.engine.ArtifactStore;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.ModelCapabilities;
import org.jackfield.engine.PluginStatus;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.config.Nearest;
import org.jackfield.engine.plugin.TypeDescription;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jspecify.annotations.Nullable;

/**
 * The one reference to what is in force, and what can be told of it. Thread-safe, without locks.
 */
public final class Snapshots {
  private final AtomicReference<@Nullable InForce> inForce = new AtomicReference<>();

  /** Puts something in force, or nothing; gives what was in force before. */
  public Optional<InForce> put(@Nullable InForce next) {
    return Optional.ofNullable(inForce.getAndSet(next));
  }

  /** What is in force; empty before the first load and after the end. */
  public Optional<InForce> find() {
    return Optional.ofNullable(inForce.get());
  }

  private InForce now() {
    InForce now = inForce.get();
    if (now == null) {
      throw new IllegalStateException("The engine is closed.");
    }
    return now;
  }

  /** The snapshot in force. */
  public EngineSnapshot current() {
    return now().snapshot();
  }

  /** The snapshot in force, pinned; the caller unpins it. */
  public EngineSnapshot pinned() {
    while (true) {
      EngineSnapshot snapshot = current();
      if (snapshot.pin()) {
        return snapshot;
      }
      Thread.onSpinWait(); // it was retired just now, and its successor is in force already
    }
  }

  /** The configuration in force. */
  public EngineConfig config() {
    return now().config();
  }

  /** The artifact store in force. */
  public ArtifactStore artifacts() {
    return now().artifacts();
  }

  /** What may be configured for a type or alias. */
  public Optional<TypeDescription> describe(String type) {
    return now().plugins().describe(type);
  }

  /** What is odd and stopped nothing. */
  public List<String> warnings() {
    InForce now = now();
    List<String> warnings = new ArrayList<>(now.plugins().warnings());
    now.config().sources().warnings().stream().map(ConfigProblem::toString).forEach(warnings::add);
    return warnings;
  }

  /** Every plugin that was found. */
  public List<PluginStatus> plugins() {
    return now().plugins().plugins().stream()
        .map(
            plugin ->
                new PluginStatus(
                    plugin.id(),
                    plugin.version(),
                    plugin.sha256(),
                    plugin.file(),
                    plugin.types(),
                    plugin.state(),
                    plugin.reason(),
                    plugin.vetting()))
        .toList();
  }

  /**
   * What is known of a backend's model, or of its own when none is named.
   *
   * @throws EngineException when there is no such backend, or it cannot serve
   */
  public ModelCapabilities capabilities(String name, String model) {
    EngineSnapshot snapshot = pinned();
    try {
      BackendHandle backend =
          snapshot
              .backend(name)
              .orElseThrow(
                  () ->
                      refused(
                          "There is no backend '" + name + "'.",
                          Nearest.hint(
                              name,
                              snapshot.backends().stream().map(BackendHandle::name).toList(),
                              "There are")));
      if (backend.problem().isPresent()) {
        throw refused("Backend '" + name + "' cannot serve: " + backend.problem().get(), null);
      }
      String asked = model.isEmpty() ? backend.model() : model;
      return new ModelCapabilities(
          name,
          backend.type(),
          asked,
          backend.capabilities(asked),
          backend.capabilitySources(asked),
          backend.operations());
    } finally {
      snapshot.unpin();
    }
  }

  private static EngineException refused(String message, @Nullable String hint) {
    return new EngineException(
        ErrorCode.INVALID_REQUEST, message, null, hint, List.of(), null, null);
  }

  /** Every backend, probed at the same time if asked. */
  public List<BackendStatus> status(boolean probe) {
    EngineSnapshot snapshot = pinned();
    try {
      List<BackendHandle> backends = snapshot.backends();
      List<Optional<Health>> health =
          probe
              ? Probes.of(backends).stream().map(Optional::of).toList()
              : backends.stream().map(backend -> Optional.<Health>empty()).toList();
      List<BackendStatus> all = new ArrayList<>();
      for (int i = 0; i < backends.size(); i++) {
        all.add(status(backends.get(i), health.get(i)));
      }
      return all;
    } finally {
      snapshot.unpin();
    }
  }

  private static BackendStatus status(BackendHandle backend, Optional<Health> health) {
    return new BackendStatus(
        backend.name(),
        backend.type(),
        backend.model(),
        backend.data(),
        backend.problem(),
        backend.circuit().why(),
        health);
  }
}
