package org.jackfield.spi;

import java.util.Optional;

/**
 * One configured backend: a name, an endpoint or a model, and what it can do. Thread-safe; closed
 * once, after its last call has ended.
 */
public interface Backend extends AutoCloseable {
  /**
   * The operation, when this backend has it. Never ask with {@code instanceof}: worker proxies and
   * decorators may stand in between.
   */
  <T extends Operation> Optional<T> operation(Class<T> kind);

  /**
   * What is known about a model without I/O; an empty name means the backend's default model. Of a
   * model that it cannot have, a backend says {@link Capabilities#notOffered}, so that a name that
   * is meant for somebody else, or is a slip of the pen, does not reach it.
   */
  Capabilities capabilities(String model);

  /** Says whether the backend is there. Costs no tokens and ends by the attempt's deadline. */
  Health probe(Attempt attempt);

  /** Frees everything; called once, when no call is running. Must not block for long. */
  @Override
  void close();
}
