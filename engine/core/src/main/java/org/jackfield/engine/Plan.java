package org.jackfield.engine;

import java.util.List;
import java.util.Optional;
import org.jackfield.spi.DataLocation;

/**
 * What the engine means to do with a call: every backend it knows, chosen or left out, and why. It
 * depends on the configuration, the request and how the backends did of late; nothing was asked of
 * any of them.
 *
 * @param generation the configuration it was made from
 * @param asked what the call named as its model; empty when nothing
 * @param profile the profile that ruled, when one did
 * @param strategy how the chosen ones are used, such as "failover"
 * @param candidates the chosen ones in the order they will be tried, then the rest
 */
public record Plan(
    long generation,
    String asked,
    Optional<String> profile,
    String strategy,
    List<Candidate> candidates) {

  /** What became of a backend in a plan. */
  public enum Verdict {
    /** It will be tried, in its turn. */
    CHOSEN,
    /** The call goes another way. */
    ELSEWHERE,
    /** It cannot serve as it is configured. */
    UNCONFIGURED,
    /** It does not have the model. */
    MODEL,
    /** The data of the call may not go there. */
    DATA,
    /** It cannot do what the call asks for. */
    CAPABILITY,
    /** It failed too often just now, and is left alone for a while. */
    HEALTH
  }

  /**
   * A backend in a plan.
   *
   * @param backend its name
   * @param type its type
   * @param model the model it would be asked for; empty for its own default
   * @param data where the data would go
   * @param verdict what became of it
   * @param reason why, in a few words
   */
  public record Candidate(
      String backend,
      String type,
      String model,
      DataLocation data,
      Verdict verdict,
      String reason) {
    /** Who would write the answer: {@code TYPE:MODEL}. */
    public String origin() {
      return type + ":" + model;
    }

    /** Whether it will be tried. */
    public boolean chosen() {
      return verdict == Verdict.CHOSEN;
    }
  }

  /** Copies its list. */
  public Plan {
    candidates = List.copyOf(candidates);
  }

  /** The chosen ones, in the order they will be tried. */
  public List<Candidate> chosen() {
    return candidates.stream().filter(Candidate::chosen).toList();
  }
}
