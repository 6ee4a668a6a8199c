package org.jackfield.dist.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What counts as growth, on figures that are made up. */
class HeldIT {
  private static List<Figures> classes(IntToDoubleFunction afterChanges) {
    return IntStream.range(0, 12)
        .map(sample -> sample * 5)
        .mapToObj(
            changes -> new Figures(changes, 0, afterChanges.applyAsDouble(changes), 0, 0, 0, 0))
        .toList();
  }

  @Test
  void what_grows_with_the_changes_is_told_with_its_figures() {
    assertThat(Held.CLASSES.broken(classes(changes -> 7000 + 3 * changes)))
        .hasValueSatisfying(
            words -> assertThat(words).contains("classes grows by 3.000").contains("7165.0"));
  }

  @Test
  void growth_that_hides_among_ups_and_downs_is_found() {
    assertThat(
            Held.CLASSES.broken(
                classes(changes -> 7000 + changes + (changes % 2 == 0 ? 10.0 : -10.0))))
        .isPresent();
  }

  @Test
  void what_stays_and_one_sample_that_stands_out_is_no_growth() {
    assertThat(Held.CLASSES.broken(classes(changes -> changes == 55 ? 9000 : 7000))).isEmpty();
    assertThat(Held.CLASSES.broken(classes(changes -> 7000 - changes))).isEmpty();
  }
}
