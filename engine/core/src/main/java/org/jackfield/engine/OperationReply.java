package org.jackfield.engine;

import java.util.List;

/**
 * What an operation beside chat came to.
 *
 * @param result what the backend gave
 * @param backend the backend's name
 * @param generation the configuration that served
 * @param attempts what was tried, in order; the last one served
 * @param notes what of the request could not be carried over
 */
public record OperationReply<T>(
    T result, String backend, long generation, List<AttemptReport> attempts, List<String> notes) {
  /** Copies its lists. */
  public OperationReply {
    attempts = List.copyOf(attempts);
    notes = List.copyOf(notes);
  }
}
