package org.jackfield.engine.snapshot;

import java.time.Duration;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.operation.Preload;

/** Lets backends make their models ready before they are asked. */
public final class Preloads {
  /** A large model may have to be pulled first. */
  private static final Duration LIMIT = Duration.ofHours(6);

  private Preloads() {}

  /** Why its model could not be made ready; empty when it is, or there is nothing to do. Blocks. */
  public static Optional<BackendException> failure(BackendHandle backend) {
    try {
      backend
          .operation(Preload.class)
          .ifPresent(preload -> preload.preload(new ProbeAttempt(LIMIT)));
      return Optional.empty();
    } catch (BackendException e) {
      return Optional.of(e);
    }
  }
}
