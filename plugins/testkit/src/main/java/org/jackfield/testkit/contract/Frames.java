package org.jackfield.testkit.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * An answer as its upstream would stream it: the body's text, cut where a server would write.
 *
 * @param opening what comes before the first piece; may be empty
 * @param pieces one text for each piece of the answer
 * @param ending finish reason, usage, terminator
 */
public record Frames(String opening, List<String> pieces, String ending) {
  /** Copies its list. */
  public Frames {
    pieces = List.copyOf(pieces);
  }

  /** All of it, in order. */
  public List<String> all() {
    List<String> all = new ArrayList<>();
    all.add(opening);
    all.addAll(pieces);
    all.add(ending);
    return List.copyOf(all);
  }

  /** The whole body. */
  public String body() {
    return String.join("", all());
  }
}
