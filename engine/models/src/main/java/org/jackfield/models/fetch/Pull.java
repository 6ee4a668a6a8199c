package org.jackfield.models.fetch;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jackfield.engine.ArtifactStore.Progress;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * One pull as its caller asked for it. Immutable.
 *
 * @param name the name that progress is shown under
 * @param progress who is told how it goes
 * @param cancelled whether nobody wants it any more
 * @param stall how long a source may send nothing
 */
public record Pull(String name, Progress progress, BooleanSupplier cancelled, Duration stall) {
  /** How often a wait looks whether it was cancelled. */
  public static final Duration POLL = Duration.ofMillis(50);

  /** The same pull with its bytes told to nobody: for steps after the download, on this disk. */
  Pull quiet() {
    Progress told = progress;
    return new Pull(
        name,
        new Progress() {
          @Override
          public void bytes(String name, long done, long total) {
            // The download is what takes time; its bar stays full.
          }

          @Override
          public void notice(String message) {
            told.notice(message);
          }
        },
        cancelled,
        stall);
  }

  /**
   * Ends the pull when it was cancelled or its thread interrupted; the flag of the thread stays.
   *
   * @throws BackendException CANCELLED
   */
  public void check() {
    if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw cancellation();
    }
  }

  /** The error of a pull that was cancelled. */
  public BackendException cancellation() {
    return cancellation(name, null);
  }

  /** The error of a pull of that which was cancelled, as that told. */
  static BackendException cancellation(String name, @Nullable Exception cause) {
    return new BackendException(
        ErrorCode.CANCELLED, "The pull of " + name + " was cancelled.", cause);
  }

  /**
   * Waits one turn of a poll.
   *
   * @throws BackendException CANCELLED when the pull was, or its thread was interrupted
   */
  public void pause() {
    check();
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancellation();
    }
  }
}
