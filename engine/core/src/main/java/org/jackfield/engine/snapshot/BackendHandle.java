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
 * A configured backend as the engine holds it. Calls take a lease; a retired one closes after its
 * last lease. Thread-safe: the count of leases is guarded by this.
 */
public final class BackendHandle {
  /** Who it is: equal identities mean that a new configuration may carry it over untouched. */
  public record Identity(
      String name, String type, String model, DataLocation data, String plugin, Object settings) {}

  private final Identity identity;
  private final BackendOptions options;
  private final @Nullable Backend backend;
  private final @Nullable String problem;
  private int leases;
  private boolean retired;
  private boolean closed;

  private BackendHandle(
      Identity identity,
      BackendOptions options,
      @Nullable Backend backend,
      @Nullable String problem) {
    this.identity = identity;
    this.options = options;
    this.backend = backend;
    this.problem = problem;
  }

  /** A backend that serves. */
  public static BackendHandle serving(Identity identity, BackendOptions options, Backend backend) {
    return new BackendHandle(identity, options, backend, null);
  }

  /** A backend that cannot serve as it is configured, and why. */
  public static BackendHandle unusable(Identity identity, BackendOptions options, String problem) {
    return new BackendHandle(identity, options, null, problem);
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

  /** What is known about a model. */
  public Capabilities capabilities(String model) {
    return backend == null ? Capabilities.of() : backend.capabilities(model);
  }

  /** The operation, when this backend has it. */
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    return backend == null ? Optional.empty() : backend.operation(kind);
  }

  /** Whether it is there; a fault of the backend is told as down. */
  public Health probe(Attempt attempt) {
    if (backend == null) {
      return Health.down(String.valueOf(problem), "Correct its configuration.");
    }
    try {
      return backend.probe(attempt);
    } catch (BackendException e) {
      return Health.down(e);
    } catch (RuntimeException | LinkageError e) {
      return Health.down("Its probe failed inside: " + e, "Report this to the plugin's author.");
    }
  }

  /** Keeps it open until the lease is closed. */
  public synchronized Lease lease() {
    if (closed) {
      throw new BackendException(
          ErrorCode.UNAVAILABLE, "Backend '" + name() + "' has been removed.");
    }
    leases++;
    return new Lease(this);
  }

  /** No snapshot has it any more: closes it after its last lease. */
  public void retire() {
    boolean now;
    synchronized (this) {
      retired = true;
      now = leases == 0 && !closed;
      closed |= now;
    }
    if (now) {
      close();
    }
  }

  private void release() {
    boolean now;
    synchronized (this) {
      leases--;
      now = retired && leases == 0 && !closed;
      closed |= now;
    }
    if (now) {
      close();
    }
  }

  private void close() {
    if (backend == null) {
      return;
    }
    try {
      backend.close();
    } catch (RuntimeException | LinkageError e) {
      System.getLogger(BackendHandle.class.getName())
          .log(System.Logger.Level.WARNING, "Backend '" + name() + "' failed to close: " + e);
    }
  }

  /** The right to use a backend; closed once by whoever took it. */
  public static final class Lease implements AutoCloseable {
    private final BackendHandle handle;
    private boolean released;

    private Lease(BackendHandle handle) {
      this.handle = handle;
    }

    /** The backend. */
    public BackendHandle backend() {
      return handle;
    }

    @Override
    public void close() {
      synchronized (this) {
        if (released) {
          return;
        }
        released = true;
      }
      handle.release();
    }
  }
}
