package org.jackfield.engine.call;

import java.time.Duration;
import org.jackfield.engine.breaker.CircuitBreaker.Reading;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * What open circuits mean for calls. One fails fast, with what the backend said last, also where no
 * other backend is left: to wait for one that is down helps neither it nor the caller, who is told
 * when to come again.
 */
final class Circuits {
  /** For who comes while another call tries whether the backend is back. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private Circuits() {}

  /** The error of an attempt that is not made. */
  static BackendException error(BackendHandle backend) {
    Reading circuit = backend.circuit();
    ErrorCode code =
        circuit
            .last()
            .map(BackendException::code)
            .filter(ErrorCode.AUTHENTICATION::equals)
            .orElse(ErrorCode.UNAVAILABLE);
    BackendException error =
        new BackendException(
                code, "Backend '" + backend.name() + "': " + circuit.why().orElse("it is back."))
            .withRetryAfter(circuit.left().isZero() ? SOON : circuit.left());
    return circuit.last().flatMap(BackendException::hint).map(error::withHint).orElse(error);
  }
}
