package org.jackfield.engine;

import java.util.List;
import java.util.Optional;
import org.jackfield.spi.DataLocation;

/**
 * What the engine means to do with a call: every backend it knows, chosen or left out, and why. A
 * pure function of the configuration and the request; nothing was asked of any backend.
 *
 * @param generation the configuration it was made from
 * @param profile the profile that ruled, when one did
 * @param strategy how the chosen ones are used, such as "failover"
 * @param candidates the chosen ones in the order they will be tried, then the rest
 */
public record Plan(
    long generation, Optional<String> profile, String strategy, List<Candidate> candidates) {

  /**
   * A backend in a plan.
   *
   * @param backend its name
   * @param type its type
   * @param model the model it would be asked for; empty for its own default
   * @param data where the data would go
   * @param chosen whether it will be tried
   * @param reason why, in a few words
   */
  public record Candidate(
      String backend,
      String type,
      String model,
      DataLocation data,
      boolean chosen,
      String reason) {}

  /** Copies its list. */
  public Plan {
    candidates = List.copyOf(candidates);
  }

  /** The chosen ones, in the order they will be tried. */
  public List<Candidate> chosen() {
    return candidates.stream().filter(Candidate::chosen).toList();
  }
}
