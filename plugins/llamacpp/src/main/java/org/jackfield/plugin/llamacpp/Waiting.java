package org.jackfield.plugin.llamacpp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/** Waits for something within the limits of an attempt. */
final class Waiting {
  private Waiting() {}

  /**
   * The value of the future, once it is there; what it stands for goes on when the attempt ends.
   *
   * @throws BackendException the future's own, or {@link ErrorCode#CANCELLED} or {@link
   *     ErrorCode#TIMEOUT}
   */
  static <T> T on(CompletableFuture<T> future, Attempt attempt) {
    CompletableFuture<T> waiter = future.copy();
    attempt.onCancel(() -> waiter.completeExceptionally(cancelled()));
    try {
      return waiter.get(attempt.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BackendException known) {
          throw known;
        }
      }
      throw new BackendException(
          ErrorCode.INTERNAL, "Waiting for the model failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new BackendException(
          ErrorCode.TIMEOUT, "The model was not loaded before the deadline.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(
          ErrorCode.CANCELLED, "The thread that waits for the model was interrupted.", e);
    }
  }

  static BackendException cancelled() {
    return new BackendException(ErrorCode.CANCELLED, "The attempt was cancelled.");
  }
}
