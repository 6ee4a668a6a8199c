package org.jackfield.engine.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Sampling;

/**
 * A named way to route calls.
 *
 * @param name its name
 * @param chain the backends to try, in order
 * @param data how far data may go
 * @param deadline the time for a whole call
 * @param attempts upstream calls at most
 * @param fallbackOn codes that move on to the next backend beside those that always do
 * @param defaults what a request gets where it says nothing
 */
public record Profile(
    String name,
    List<String> chain,
    DataLocation data,
    Optional<Duration> deadline,
    OptionalInt attempts,
    Set<ErrorCode> fallbackOn,
    Defaults defaults) {

  /**
   * What a request gets where it says nothing.
   *
   * @param sampling how tokens are chosen
   * @param limits where an answer ends
   * @param system instructions, when the conversation has none
   */
  public record Defaults(Sampling sampling, Limits limits, Optional<String> system) {}

  /** Copies its lists. */
  public Profile {
    chain = List.copyOf(chain);
    fallbackOn = Set.copyOf(fallbackOn);
  }
}
