package org.jackfield.testkit.upstream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A point in a reply that the server does not pass until a test lets it. Starts closed, opens once.
 * Thread-safe.
 */
public final class Gate {
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> reached = new CompletableFuture<>();

  /** A closed gate. */
  public static Gate closed() {
    return new Gate();
  }

  private Gate() {}

  /** Lets the server go on; further calls change nothing. */
  public void release() {
    opened.complete(null);
  }

  /** Waits until the server stands before the gate: everything before it has been written. */
  public void awaitReached(Duration limit) {
    try {
      reached.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for the server to reach a gate", e);
    } catch (TimeoutException e) {
      throw new AssertionError("The server did not reach the gate within " + limit, e);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether it was released. */
  public boolean released() {
    return opened.isDone();
  }

  CompletableFuture<Void> arrive() {
    reached.complete(null);
    return opened;
  }
}
