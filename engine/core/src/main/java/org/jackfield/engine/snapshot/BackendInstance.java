package org.jackfield.engine.snapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A backend that was built, shared by every snapshot whose configuration of it is the same. Each
 * snapshot holds it, each attempt leases it; it closes when nobody does either. Thread-safe: the
 * holds and leases are guarded by this, and no foreign code runs under that lock.
 */
final class BackendInstance implements EngineSnapshot.Removed {
  private final String name;
  private final Backend backend;
  private final Set<Lease> leases = new HashSet<>();
  private int holds = 1;
  private boolean closed;
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private volatile CompletableFuture<@Nullable Void> turn = CompletableFuture.completedFuture(null);

  /** An instance that is held once, by whoever built it. */
  BackendInstance(String name, Backend backend) {
    this.name = name;
    this.backend = backend;
  }

  Backend backend() {
    return backend;
  }

  /** One more snapshot has it. */
  synchronized void hold() {
    if (closed) {
      throw removed();
    }
    holds++;
  }

  /** One snapshot less has it. */
  void drop() {
    boolean last;
    synchronized (this) {
      holds--;
      last = closesNow();
    }
    if (last) {
      startClose();
    }
  }

  /**
   * The right to use it for one attempt.
   *
   * @throws BackendException {@link ErrorCode#UNAVAILABLE} when it is closed
   */
  Lease lease(BackendHandle handle) {
    Lease lease = new Lease(this, handle);
    synchronized (this) {
      if (closed) {
        throw removed();
      }
      leases.add(lease);
    }
    return lease;
  }

  /** Serves only when that one has left, and whatever that one waits for; before its first use. */
  void after(BackendInstance predecessor) {
    turn = CompletableFuture.allOf(predecessor.ended, predecessor.turn);
  }

  /** Waits until it may serve, or the attempt ends. */
  void awaitTurn(Attempt attempt) {
    if (turn.isDone()) {
      return;
    }
    if (attempt instanceof HostedAttempt hosted) {
      hosted.outsideTimer(() -> awaited(attempt));
    } else {
      awaited(attempt);
    }
  }

  private boolean awaited(Attempt attempt) {
    CompletableFuture<@Nullable Void> mine = turn.copy();
    attempt.onCancel(() -> mine.complete(null));
    mine.join();
    if (attempt.cancelled()) {
      throw new BackendException(
          ErrorCode.CANCELLED,
          "Backend '" + name + "' waits for memory that its old model still has.");
    }
    return true;
  }

  @Override
  public boolean awaitClosed(Duration limit) {
    try {
      ended.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("It only ever ends.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void endRunning() {
    List<Lease> running;
    synchronized (this) {
      running = new ArrayList<>(leases);
    }
    running.forEach(lease -> Thread.ofVirtual().name("revoke").start(lease::revoke));
  }

  @Override
  public void closeAnyway() {
    boolean now;
    synchronized (this) {
      now = !closed;
      closed = true;
    }
    if (now) {
      startClose();
    }
  }

  private void release(Lease lease) {
    boolean last;
    synchronized (this) {
      last = leases.remove(lease) && closesNow();
    }
    if (last) {
      startClose();
    }
  }

  private boolean closesNow() {
    boolean now = !closed && holds == 0 && leases.isEmpty();
    closed |= now;
    return now;
  }

  /** Whether it is closed, or about to be. */
  synchronized boolean closing() {
    return closed;
  }

  /** On a thread of its own: whoever read the end of an answer does not wait for it. */
  private void startClose() {
    Thread.ofVirtual().name("close-" + name).start(this::close);
  }

  private void close() {
    try {
      backend.close();
    } catch (RuntimeException | LinkageError e) {
      System.getLogger(BackendInstance.class.getName())
          .log(System.Logger.Level.WARNING, "Backend '" + name + "' failed to close: " + e);
    } finally {
      ended.complete(null);
    }
  }

  private BackendException removed() {
    return new BackendException(
        ErrorCode.UNAVAILABLE, "Backend '" + name + "' has been removed from the configuration.");
  }

  /** An attempt's right to a backend; closed once by whoever took it. */
  static final class Lease implements BackendLease {
    private final BackendInstance instance;
    private final BackendHandle handle;
    private boolean revoked;
    private @Nullable Runnable onRevoke;

    private Lease(BackendInstance instance, BackendHandle handle) {
      this.instance = instance;
      this.handle = handle;
    }

    @Override
    public BackendHandle backend() {
      return handle;
    }

    @Override
    public void onRevoke(Runnable action) {
      boolean late;
      synchronized (this) {
        late = revoked;
        onRevoke = action;
      }
      if (late) {
        action.run();
      }
    }

    private void revoke() {
      Runnable action;
      synchronized (this) {
        revoked = true;
        action = onRevoke;
      }
      if (action != null) {
        action.run();
      }
    }

    @Override
    public void close() {
      instance.release(this);
    }
  }
}
