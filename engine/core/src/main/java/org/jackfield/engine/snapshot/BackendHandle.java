package org.jackfield.engine.snapshot;

import java.util.Optional;
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
  /** Who it is: equal identities mean that a new configuration may carry it over untouched. */
  public record Identity(
      String name, String type, String model, DataLocation data, String plugin, Object settings) {}

  private final Identity identity;
  private final BackendOptions options;
  private final @Nullable BackendInstance instance;
  private final @Nullable String problem;

  private BackendHandle(
      Identity identity,
      BackendOptions options,
      @Nullable BackendInstance instance,
      @Nullable String problem) {
    this.identity = identity;
    this.options = options;
    this.instance = instance;
    this.problem = problem;
  }

  /** A backend that serves, just built. */
  public static BackendHandle serving(Identity identity, BackendOptions options, Backend backend) {
    return new BackendHandle(
        identity, options, new BackendInstance(identity.name(), backend), null);
  }

  /** A backend that cannot serve as it is configured, and why. */
  public static BackendHandle unusable(Identity identity, BackendOptions options, String problem) {
    return new BackendHandle(identity, options, null, problem);
  }

  /** The same backend for one more snapshot, which may have other options for it. */
  BackendHandle carriedOver(BackendOptions options) {
    if (instance != null) {
      instance.hold();
    }
    return new BackendHandle(identity, options, instance, problem);
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

  /** What is known about a model. */
  public Capabilities capabilities(String model) {
    return instance == null ? Capabilities.of() : instance.backend().capabilities(model);
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
      return instance.backend().probe(attempt);
    } catch (BackendException e) {
      return Health.down(e);
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

  /** Its snapshot has it no more: it closes when no other has it and after its last lease. */
  public void drop() {
    if (instance != null) {
      instance.drop();
    }
  }
}
