package org.jackfield.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the configuration in force stands to the files.
 *
 * @param generation the configuration in force
 * @param pinned the earlier generation that was rolled back to and is kept whatever the files say;
 *     empty when the files rule
 * @param newer whether the files changed since they were read last and wait to be applied, because
 *     of the pin or because they are not watched
 * @param stale why the files could not be put in force; empty when they were
 */
public record ConfigState(
    long generation, OptionalLong pinned, boolean newer, Optional<Failure> stale) {
  /**
   * A change that was refused; what was in force goes on.
   *
   * @param since when it was refused
   * @param message every problem, each with its place
   */
  public record Failure(Instant since, String message) {}
}
