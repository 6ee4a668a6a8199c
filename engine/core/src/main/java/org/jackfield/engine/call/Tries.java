package org.jackfield.engine.call;

import java.time.Duration;
import java.util.Optional;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.spi.BackendException;
import org.jspecify.annotations.Nullable;

/** How often one call has tried a backend, and may yet. Used by the call's own thread alone. */
final class Tries {
  private final BackendHandle backend;
  private int left;
  private int failures;
  private long readyAtNanos;
  private @Nullable BackendException last;

  Tries(BackendHandle backend) {
    this.backend = backend;
    this.left = 1 + backend.options().retries();
  }

  /** Whether it was not tried yet and may be. */
  boolean fresh() {
    return failures == 0 && left > 0;
  }

  /** It is tried now. */
  void begin() {
    if (failures == 0) {
      backend.guard().retries().called();
    }
    left--;
  }

  /** It failed; when it may be tried again follows from how. */
  void failed(BackendException error) {
    failures++;
    last = error;
    readyAtNanos = System.nanoTime() + Backoff.after(error, failures).toNanos();
  }

  /** It is not tried again. */
  void stop() {
    left = 0;
  }

  /** Its last error is that one from now on. */
  void last(BackendException error) {
    last = error;
  }

  /** Its last error. */
  Optional<BackendException> last() {
    return Optional.ofNullable(last);
  }

  /** Whether its error heals by waiting, and it has a try left. */
  boolean mayWait() {
    return left > 0 && last().filter(BackendException::retryable).isPresent();
  }

  /** How long to wait before it is tried again; zero when that is over. */
  Duration waits(long nowNanos) {
    return Duration.ofNanos(Math.max(0, readyAtNanos - nowNanos));
  }
}
