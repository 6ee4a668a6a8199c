package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.chat.Thinking.Effort;

/**
 * The levels of {@code output_config.effort} that a model takes: the trait {@code effort} of its
 * data, words with spaces between them; all of the API's when nothing is known. Source:
 * https://platform.claude.com/docs/en/build-with-claude/effort.
 *
 * @param levels from the lowest on
 */
record EffortLevels(List<Effort> levels) {
  private static final EnumSet<Effort> ALL = EnumSet.range(Effort.LOW, Effort.MAX);

  /** The model's levels; empty when nothing is known. */
  static Optional<EffortLevels> of(Capabilities model) {
    EnumSet<Effort> levels = EnumSet.noneOf(Effort.class);
    for (String word : model.trait("effort").orElse("").split(" ", -1)) {
      Effort.of(word).ifPresent(levels::add);
    }
    return levels.isEmpty()
        ? Optional.empty()
        : Optional.of(new EffortLevels(new ArrayList<>(levels)));
  }

  static EffortLevels all() {
    return new EffortLevels(new ArrayList<>(ALL));
  }

  /** The word for that effort, or for the nearest below it, or else for the lowest; then noted. */
  String word(Effort asked, Attempt attempt) {
    Effort level = levels.getFirst();
    for (Effort known : levels) {
      level = known.compareTo(asked) <= 0 ? known : level;
    }
    if (level != asked) {
      attempt.note(
          "the model has no effort '" + asked.word() + "'; '" + level.word() + "' was asked for");
    }
    return level.word();
  }
}
