package org.jackfield.dist.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a soak showed.
 *
 * @param reloads of the configuration
 * @param replacements of a plugin
 * @param meanMillis from saving a change to its being in force
 * @param answers what those who asked all the while got
 * @param reconnections of the backend that never changed to its upstream
 * @param samples of what the server held, after the warm-up
 */
record SoakOutcome(
    int reloads,
    int replacements,
    double meanMillis,
    Load.Answers answers,
    int reconnections,
    List<Figures> samples) {
  private static final List<Held> HELD =
      List.of(Held.HEAP, Held.CLASSES, Held.LOADERS, Held.THREADS, Held.FILES);

  SoakOutcome {
    samples = List.copyOf(samples);
  }

  /** Everything that was promised and did not hold, in words. */
  List<String> broken() {
    List<String> broken = new ArrayList<>(answers.broken(reloads + replacements));
    if (reconnections != 0) {
      broken.add("An unchanged backend opened " + reconnections + " more connections.");
    }
    HELD.forEach(held -> held.broken(samples).ifPresent(broken::add));
    return broken;
  }

  /** A table of it in Markdown. */
  String table() {
    return String.format(
        Locale.ROOT,
        """
        %d reloads and %d plugin replacements, in force after %.0f ms on average; %s; %d new upstream \
        connections of an unchanged backend; RSS %.0f MB after %d changes and %.0f MB at the end.

        %s""",
        reloads,
        replacements,
        meanMillis,
        answers,
        reconnections,
        samples.getFirst().residentKilobytes() / 1024,
        samples.getFirst().changes(),
        samples.getLast().residentKilobytes() / 1024,
        Held.table(HELD, samples));
  }
}
