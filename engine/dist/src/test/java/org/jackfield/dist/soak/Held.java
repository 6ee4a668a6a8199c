package org.jackfield.dist.soak;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Something that a server holds and that may not grow with its changes.
 *
 * @param name of it, with its unit
 * @param figure that tells how much it is
 * @param most of growth for each change that is taken as none
 */
record Held(String name, ToDoubleFunction<Figures> figure, double most) {
  /*
   * A replaced plugin that is not let go costs a loader, some five classes and several kilobytes of
   * heap, and where each third change replaces one, a third of that for each change; a snapshot that
   * is kept costs kilobytes; a connection, thread or file that is lost is one. The limits are a
   * fraction of it, and far above what compiler threads and the state of a collection move.
   */
  static final Held HEAP = new Held("heap, KB", Figures::heapKilobytes, 2);
  static final Held CLASSES = new Held("classes", Figures::classes, 0.5);
  static final Held LOADERS = new Held("class loaders", Figures::loaders, 0.05);
  static final Held THREADS = new Held("threads", Figures::threads, 0.05);
  static final Held FILES = new Held("open files", Figures::files, 0.05);

  /** What of it grew, in words. */
  Optional<String> broken(List<Figures> samples) {
    double growth = Trend.of(samples, figure);
    return growth <= most
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "With each change %s grows by %.3f, more than %.2f: %s",
                name,
                growth,
                most,
                samples.stream().map(figure::applyAsDouble).toList()));
  }

  /** A table of what was held at the first and the last sample, in Markdown. */
  static String table(List<Held> all, List<Figures> samples) {
    Figures first = samples.getFirst();
    Figures last = samples.getLast();
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            """
            | held | after %d changes | after %d | growth for each change | taken as none up to |
            | --- | ---: | ---: | ---: | ---: |
            """,
            first.changes(),
            last.changes()));
    for (Held held : all) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.0f | %.3f | %.2f |%n",
              held.name,
              held.figure.applyAsDouble(first),
              held.figure.applyAsDouble(last),
              Trend.of(samples, held.figure),
              held.most));
    }
    return table.toString();
  }
}
