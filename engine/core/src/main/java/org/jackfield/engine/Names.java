package org.jackfield.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.config.Nearest;

/**
 * What a request's model may name here and would be served: for clients, so it holds nothing else.
 *
 * @param profiles profiles of which some backend can serve
 * @param backends backends that can serve as they are configured
 */
public record Names(List<String> profiles, List<String> backends) {
  /** Copies its lists. */
  public Names {
    profiles = List.copyOf(profiles);
    backends = List.copyOf(backends);
  }

  /** The name that somebody who wrote this one may have meant. */
  public Optional<String> nearest(String name) {
    List<String> all = new ArrayList<>(profiles);
    all.addAll(backends);
    return Nearest.of(name, all);
  }

  /** All of them, and the one that this name may have meant, in words for an error. */
  public String instead(String name) {
    if (profiles.isEmpty() && backends.isEmpty()) {
      return "No profile and no backend works at present.";
    }
    return nearest(name).map(near -> "Did you mean '" + near + "'? ").orElse("")
        + "There are "
        + (profiles.isEmpty() ? "" : "the profiles " + String.join(", ", profiles) + " and ")
        + "the backends "
        + String.join(", ", backends)
        + "; a model of one of them is named as BACKEND:MODEL.";
  }
}
