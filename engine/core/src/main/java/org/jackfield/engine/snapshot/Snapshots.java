package org.jackfield.engine.snapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.EngineEvent.SnapshotApplied;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Environment;
import org.jackfield.engine.PluginStatus;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigProblem;
import org.jackfield.engine.config.ConfigSource;
import org.jackfield.engine.config.EngineConfig;
import org.jackfield.engine.config.InstalledTypes;
import org.jackfield.engine.config.RawConfig;
import org.jackfield.engine.plugin.PluginHost;
import org.jackfield.engine.plugin.PluginInfo;
import org.jackfield.engine.plugin.PluginRegistry;
import org.jackfield.engine.plugin.PluginState;
import org.jackfield.engine.plugin.TypeDescription;
import org.jackfield.spi.Health;
import org.jspecify.annotations.Nullable;

/**
 * The owner of the snapshot in force: reads configuration and plugins, builds a snapshot aside, and
 * puts it in place by one reference. Loading and closing are synchronised; reading is not.
 */
public final class Snapshots implements AutoCloseable {
  private static final Duration PROBE_TIME = Duration.ofSeconds(10);

  private final PluginHost host;
  private final ConfigFiles files;
  private final Environment environment;
  private final BackendServices services;
  private final EngineListener listener;
  private volatile @Nullable InForce inForce;

  /** What belongs together from one load. */
  private record InForce(EngineSnapshot snapshot, EngineConfig config, PluginRegistry plugins) {}

  /** An owner without a snapshot yet. */
  public Snapshots(
      PluginHost host,
      ConfigFiles files,
      Environment environment,
      BackendServices services,
      EngineListener listener) {
    this.host = host;
    this.files = files;
    this.environment = environment;
    this.services = services;
    this.listener = listener;
  }

  /**
   * Reads everything and puts it in force.
   *
   * @throws ConfigException that lists every problem; then nothing has changed
   */
  public synchronized void load() {
    RawConfig raw =
        files.root().isPresent()
            ? ConfigSource.read(files.root().get(), files.overlay(), environment.variables())
            : ConfigSource.readEnvironment(files.overlay(), environment.variables());
    PluginRegistry plugins = host.load(files.plugins());
    try {
      EngineConfig config = raw.resolve(installed(plugins));
      InForce before = inForce;
      long generation = before == null ? 1 : before.snapshot().generation() + 1;
      EngineSnapshot snapshot = new SnapshotBuilder(plugins, services).build(generation, config);
      inForce = new InForce(snapshot, config, plugins);
      if (before != null) {
        retire(before);
      }
      listener.on(new SnapshotApplied(generation));
    } catch (RuntimeException e) {
      plugins.close();
      throw e;
    }
  }

  private static InstalledTypes installed(PluginRegistry plugins) {
    List<InstalledTypes.Type> types = new ArrayList<>();
    for (String type : plugins.types()) {
      plugins
          .factory(type)
          .ifPresent(
              factory -> types.add(new InstalledTypes.Type(factory.types(), factory.settings())));
    }
    Map<String, String> unavailable = new HashMap<>();
    for (PluginInfo plugin : plugins.plugins()) {
      if (plugin.state() == PluginState.QUARANTINED) {
        for (String type : plugin.types()) {
          if (plugins.factory(type).isEmpty()) {
            unavailable.putIfAbsent(
                type,
                "its plugin " + plugin.id() + " is quarantined: " + plugin.reason().orElse(""));
          }
        }
      }
    }
    return new InstalledTypes(types, unavailable);
  }

  private InForce inForce() {
    InForce now = inForce;
    if (now == null) {
      throw new IllegalStateException("The engine is closed.");
    }
    return now;
  }

  /** The snapshot in force. */
  public EngineSnapshot current() {
    return inForce().snapshot();
  }

  /** The configuration in force. */
  public EngineConfig config() {
    return inForce().config();
  }

  /** What may be configured for a type or alias. */
  public Optional<TypeDescription> describe(String type) {
    return inForce().plugins().describe(type);
  }

  /** What is odd and stopped nothing. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(inForce().plugins().warnings());
    inForce().config().sources().warnings().stream()
        .map(ConfigProblem::toString)
        .forEach(warnings::add);
    return warnings;
  }

  /** Every plugin that was found. */
  public List<PluginStatus> plugins() {
    return inForce().plugins().plugins().stream()
        .map(
            plugin ->
                new PluginStatus(
                    plugin.id(),
                    plugin.version(),
                    plugin.sha256(),
                    plugin.file(),
                    plugin.types(),
                    plugin.reason()))
        .toList();
  }

  /** Every backend, probed at the same time if asked. */
  public List<BackendStatus> status(boolean probe) {
    List<BackendHandle> backends = current().backends();
    if (!probe) {
      return backends.stream().map(backend -> status(backend, Optional.empty())).toList();
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Health>> probes = new ArrayList<>();
      List<ProbeAttempt> attempts = new ArrayList<>();
      for (BackendHandle backend : backends) {
        ProbeAttempt attempt = new ProbeAttempt(PROBE_TIME);
        attempts.add(attempt);
        probes.add(threads.submit(() -> backend.probe(attempt)));
      }
      List<BackendStatus> all = new ArrayList<>();
      for (int i = 0; i < backends.size(); i++) {
        all.add(status(backends.get(i), Optional.of(found(probes.get(i), attempts.get(i)))));
      }
      threads.shutdownNow();
      return all;
    }
  }

  private static Health found(Future<Health> probe, ProbeAttempt attempt) {
    try {
      return probe.get(attempt.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      attempt.cancel();
      return Health.down(
          "No answer within " + PROBE_TIME.toSeconds() + " s.", "Check the endpoint and network.");
    } catch (ExecutionException e) {
      return Health.down("Its probe failed inside: " + e.getCause(), "Report this.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      attempt.cancel();
      return Health.down("The probe was interrupted.", "Probe again.");
    }
  }

  private static BackendStatus status(BackendHandle backend, Optional<Health> health) {
    return new BackendStatus(
        backend.name(), backend.type(), backend.model(), backend.data(), backend.problem(), health);
  }

  private static void retire(InForce old) {
    old.snapshot().backends().forEach(BackendHandle::retire);
    old.plugins().close();
  }

  /** Retires the snapshot in force; calls that pinned it run to their end. */
  @Override
  public synchronized void close() {
    InForce now = inForce;
    inForce = null;
    if (now != null) {
      retire(now);
    }
  }
}
