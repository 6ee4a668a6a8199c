package org.jackfield.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;

/**
 * A backend that is its operations and what is known of them. Connections belong to the engine's
 * transport, so there is nothing to close.
 */
public final class WireBackend implements Backend {
  private final Capabilities capabilities;
  private final Function<Attempt, Health> probe;
  private final List<Operation> operations;

  /**
   * A backend of these operations.
   *
   * @param capabilities what the protocol can say; whether a model obeys is for its catalogue entry
   *     to tell
   * @param probe asks the server without costing tokens; may throw, which becomes the health it
   *     stands for
   */
  public WireBackend(
      Capabilities capabilities, Function<Attempt, Health> probe, Operation... operations) {
    this.capabilities = capabilities;
    this.probe = probe;
    this.operations = List.of(operations);
  }

  @Override
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    for (Operation operation : operations) {
      if (kind.isInstance(operation)) {
        return Optional.of(kind.cast(operation));
      }
    }
    return Optional.empty();
  }

  @Override
  public Capabilities capabilities(String model) {
    return capabilities;
  }

  @Override
  public Health probe(Attempt attempt) {
    try {
      return probe.apply(attempt);
    } catch (BackendException error) {
      return loading(error) ? Health.loading(error.message()) : Health.down(error);
    }
  }

  /** A server that answers 503 and is not overloaded is one that is not ready yet. */
  private static boolean loading(BackendException error) {
    return error.code() == ErrorCode.UNAVAILABLE && error.upstreamStatus().orElse(0) == 503;
  }

  @Override
  public void close() {}
}
