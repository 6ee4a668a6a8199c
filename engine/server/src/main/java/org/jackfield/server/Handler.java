package org.jackfield.server;

/** Serves the requests of one route. Thread-safe. */
@FunctionalInterface
public interface Handler {
  /**
   * Serves a request; blocks.
   *
   * @throws Refusal to be answered as an error
   */
  void handle(Exchange exchange);
}
