package org.jackfield.engine.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** Finds the name that somebody meant. Used for messages only. */
public final class Nearest {
  private static final double ENOUGH = 0.8;

  private Nearest() {}

  /** The known name most like the given one (Jaro-Winkler), if any is like it at all. */
  public static Optional<String> of(String given, Collection<String> known) {
    JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
    String plainGiven = plain(given);
    String best = "";
    double bestScore = ENOUGH;
    for (String name : new TreeSet<>(known)) {
      double score = similarity.apply(plainGiven, plain(name));
      if (score > bestScore) {
        best = name;
        bestScore = score;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** "Did you mean 'x'?", or the list of what there is. */
  public static String hint(String given, Collection<String> known, String listedAs) {
    return of(given, known)
        .map(name -> "Did you mean '" + name + "'?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? ""
                    : listedAs + ": " + String.join(", ", new TreeSet<>(known)) + ".");
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace(" ", "");
  }
}
