package org.jackfield.engine.snapshot;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.operation.Preload;

/** Lets backends make their models ready before they are asked. */
public final class Preloads {
  /** A large model may have to be pulled first. */
  private static final Duration LIMIT = Duration.ofHours(6);

  private static final Duration POLL = Duration.ofMillis(200);

  /** To say that there is something to make ready; no I/O. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** How long one that was given up may take to notice. */
  private static final Duration TO_END = Duration.ofSeconds(5);

  private Preloads() {}

  /** How the backend makes its model ready, if it has one; a backend that hangs has none. */
  public static Optional<Preload> of(BackendHandle backend) {
    CompletableFuture<Optional<Preload>> found = new CompletableFuture<>();
    start(
        backend.name(),
        () -> {
          try {
            found.complete(backend.operation(Preload.class));
          } catch (RuntimeException | Error e) {
            found.complete(Optional.empty());
          }
        });
    return found.completeOnTimeout(Optional.empty(), LOOK.toNanos(), TimeUnit.NANOSECONDS).join();
  }

  /** A platform thread: code that never ends would take a carrier of the virtual ones with it. */
  private static void start(String backend, Runnable task) {
    Thread.ofPlatform()
        .daemon()
        .name("preload-" + backend)
        .inheritInheritableThreadLocals(false)
        .start(task);
  }

  /**
   * Why the model of that backend could not be made ready; empty when it is. Blocks.
   *
   * @param givenUp polled; when it is true, the failure is {@link ErrorCode#CANCELLED}
   */
  public static Optional<BackendException> failure(
      String backend, Preload preload, BooleanSupplier givenUp) {
    ProbeAttempt attempt = new ProbeAttempt(LIMIT);
    CompletableFuture<Optional<BackendException>> outcome = new CompletableFuture<>();
    start(backend, () -> outcome.complete(run(preload, attempt)));
    while (true) {
      try {
        return outcome.get(POLL.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (givenUp.getAsBoolean()) {
          attempt.cancel();
          return outcome
              .completeOnTimeout(
                  Optional.of(new BackendException(ErrorCode.CANCELLED, "It does not end.")),
                  TO_END.toNanos(),
                  TimeUnit.NANOSECONDS)
              .join();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("A preload always ends with an outcome.", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        attempt.cancel();
        return Optional.of(new BackendException(ErrorCode.CANCELLED, "It was interrupted."));
      }
    }
  }

  private static Optional<BackendException> run(Preload preload, ProbeAttempt attempt) {
    try {
      preload.preload(attempt);
      return Optional.empty();
    } catch (BackendException e) {
      return Optional.of(e);
    } catch (RuntimeException | Error e) {
      return Optional.of(new BackendException(ErrorCode.INTERNAL, "It failed inside: " + e));
    }
  }

  /**
   * Makes its model ready as soon as the backend that it takes the place of has left; does not wait
   * for that.
   *
   * @param failed is told why it could not be made ready
   */
  public static void afterPredecessor(BackendHandle backend, Consumer<BackendException> failed) {
    BackendLease lease = backend.lease();
    ProbeAttempt attempt = new ProbeAttempt(LIMIT);
    lease.onRevoke(attempt::cancel);
    Thread.ofVirtual()
        .name("preload-" + backend.name())
        .start(
            () -> {
              try (lease) {
                backend.awaitTurn(attempt);
                backend
                    .operation(Preload.class)
                    .flatMap(preload -> run(preload, attempt))
                    .ifPresent(failed);
              } catch (BackendException e) {
                failed.accept(e);
              }
            });
  }
}
