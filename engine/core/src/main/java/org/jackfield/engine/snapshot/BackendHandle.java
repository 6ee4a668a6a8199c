package org.jackfield.engine.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jackfield.engine.BackendOperation;
import org.jackfield.engine.breaker.BackendGuard;
import org.jackfield.engine.breaker.CircuitBreaker;
import org.jackfield.engine.capability.CapabilityOverlay;
import org.jackfield.engine.capability.CapabilitySource;
import org.jackfield.engine.config.BackendOptions;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A configured backend as one snapshot has it. What was built for it may be shared with other
 * snapshots. Immutable, and thread-safe.
 */
public final class BackendHandle {
  /**
   * Who it is: equal identities mean that a new configuration may carry it over untouched.
   *
   * @param plugin the digest of its plugin
   * @param settings all its settings
   * @param artifact what its model stands for in the catalogue
   */
  public record Identity(
      String name,
      String type,
      String model,
      DataLocation data,
      String plugin,
      Object settings,
      Optional<Object> artifact) {}

  /** Longer than a plugin may take for it. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(15);

  private final Identity identity;
  private final BackendOptions options;
  private final @Nullable BackendInstance instance;
  private final @Nullable String problem;
  private final CapabilityOverlay overlay;
  private final BackendGuard guard;
  private final KeptSecrets secrets;

  private BackendHandle(
      Identity identity,
      BackendOptions options,
      CapabilityOverlay overlay,
      BackendGuard guard,
      KeptSecrets secrets,
      @Nullable BackendInstance instance,
      @Nullable String problem) {
    this.identity = identity;
    this.options = options;
    this.instance = instance;
    this.problem = problem;
    this.overlay = overlay;
    this.guard = guard;
    this.secrets = secrets;
  }

  /**
   * A backend that serves, just built.
   *
   * @param overlay what the configuration knows of its models
   * @param guard what protects it from its callers
   * @param secrets what nothing that it says may show
   */
  public static BackendHandle serving(
      Identity identity,
      BackendOptions options,
      CapabilityOverlay overlay,
      BackendGuard guard,
      KeptSecrets secrets,
      Backend backend) {
    BackendInstance instance = new BackendInstance(identity.name(), backend);
    return new BackendHandle(identity, options, overlay, guard, secrets, instance, null);
  }

  /** A backend that cannot serve as it is configured, and why. */
  public static BackendHandle unusable(Identity identity, BackendOptions options, String problem) {
    return new BackendHandle(
        identity,
        options,
        CapabilityOverlay.NONE,
        BackendGuard.of(System::nanoTime),
        KeptSecrets.NONE,
        null,
        problem);
  }

  /** The same backend for one more snapshot, which may have other options and data for it. */
  BackendHandle carriedOver(BackendOptions options, CapabilityOverlay overlay) {
    if (instance != null) {
      instance.hold();
    }
    return new BackendHandle(identity, options, overlay, guard, secrets, instance, problem);
  }

  /** Who it is. */
  public Identity identity() {
    return identity;
  }

  /** Its name in the configuration. */
  public String name() {
    return identity.name();
  }

  /** Its type. */
  public String type() {
    return identity.type();
  }

  /** The model it asks for by default; empty when it has none. */
  public String model() {
    return identity.model();
  }

  /** Where data goes. */
  public DataLocation data() {
    return identity.data();
  }

  /** What the engine gives every backend. */
  public BackendOptions options() {
    return options;
  }

  /** Why it cannot serve as it is configured. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** What was built for it; equal handles of two snapshots share it. */
  Optional<BackendInstance> instance() {
    return Optional.ofNullable(instance);
  }

  /** What is known about a model: by its plugin, and better by the configuration. */
  public Capabilities capabilities(String model) {
    return instance == null
        ? Capabilities.of()
        : overlay.on(model, instance.backend().capabilities(model));
  }

  /** Who in the configuration knows something of a model, in the order that it is applied. */
  public List<CapabilitySource> capabilitySources(String model) {
    return overlay.sources(model);
  }

  /** What protects it from its callers. */
  public BackendGuard guard() {
    return guard;
  }

  /** What nothing that it says may show. */
  public KeptSecrets secrets() {
    return secrets;
  }

  /** Leave for one attempt; empty while it is left alone. */
  public Optional<CircuitBreaker.Permit> enter() {
    return guard.breaker().enter(options.breaker());
  }

  /** Whether it is left alone, and why. */
  public CircuitBreaker.Reading circuit() {
    return guard.breaker().reading(options.breaker());
  }

  /** What it can be asked for beside chat. */
  public Set<BackendOperation> operations() {
    return instance == null ? Set.of() : BackendOperation.of(instance.backend());
  }

  /** The operation, when this backend has it. */
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    return instance == null ? Optional.empty() : instance.backend().operation(kind);
  }

  /** Whether it is there; a fault of the backend is told as down. */
  public Health probe(Attempt attempt) {
    if (instance == null) {
      return Health.down(String.valueOf(problem), "Correct its configuration.");
    }
    try {
      return secrets.masked(instance.backend().probe(attempt));
    } catch (BackendException e) {
      return Health.down(secrets.masked(e));
    } catch (RuntimeException | LinkageError e) {
      return Health.down("Its probe failed inside: " + e, "Report this to the plugin's author.");
    }
  }

  /**
   * Keeps it open until the lease is closed.
   *
   * @throws BackendException {@link ErrorCode#UNAVAILABLE} when it cannot serve, or is closed
   */
  public BackendLease lease() {
    if (instance == null) {
      throw new BackendException(ErrorCode.UNAVAILABLE, String.valueOf(problem));
    }
    return instance.lease(this);
  }

  /**
   * Waits until the backend that it takes the place of has left, where it needs that one's memory;
   * for nothing otherwise.
   *
   * @throws BackendException {@link ErrorCode#CANCELLED} when the attempt ends before
   */
  public void awaitTurn(Attempt attempt) {
    if (instance != null) {
      instance.awaitTurn(attempt);
    }
  }

  /** Its snapshot has it no more: it closes when no other has it and after its last lease. */
  public void drop() {
    if (instance != null) {
      instance.drop();
    }
  }

  /** Waits until it is closed, when it is about to be. */
  void awaitClosing() {
    if (instance != null && instance.closing()) {
      instance.awaitClosed(LONGEST_CLOSE);
    }
  }
}
