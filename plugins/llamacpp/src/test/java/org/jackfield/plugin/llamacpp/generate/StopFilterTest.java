package org.jackfield.plugin.llamacpp.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopFilterTest {
  @Test
  void stopsAtEverySplitOfTheTextAndLetsNothingOfTheStopSequenceThrough() {
    String text = "one two ENDE three";
    for (int a = 0; a <= text.length(); a++) {
      for (int b = a; b <= text.length(); b++) {
        StopFilter filter = new StopFilter(List.of("ENDE", "ENDLICH"));
        String out =
            filter.add(text.substring(0, a))
                + filter.add(text.substring(a, b))
                + filter.add(text.substring(b));

        assertThat(out + filter.end()).isEqualTo("one two ");
        assertThat(filter.stopped()).isTrue();
      }
    }
  }

  @Test
  void holdsBackOnlyWhatMayBecomeAStopSequence() {
    StopFilter filter = new StopFilter(List.of("\n\nUser:"));

    assertThat(filter.add("Hello\n")).isEqualTo("Hello");
    assertThat(filter.add("\nUs")).isEmpty();
    assertThat(filter.add("ed ")).isEqualTo("\n\nUsed ");
    assertThat(filter.stopped()).isFalse();
  }

  @Test
  void givesBackAtTheEndWhatTurnedOutToBeText() {
    StopFilter filter = new StopFilter(List.of("###"));

    assertThat(filter.add("C##")).isEqualTo("C");
    assertThat(filter.end()).isEqualTo("##");
  }

  @Test
  void theEarliestOfSeveralStopSequencesWins() {
    StopFilter filter = new StopFilter(List.of("late", "a"));

    assertThat(filter.add("x late")).isEqualTo("x ");
    assertThat(filter.stopped()).isTrue();
    assertThat(filter.add("more")).isEmpty();
    assertThat(filter.end()).isEmpty();
  }

  @Test
  void overlappingBeginningsAreNotMissed() {
    StopFilter filter = new StopFilter(List.of("aab"));

    assertThat(filter.add("a") + filter.add("a") + filter.add("a") + filter.add("b"))
        .isEqualTo("a");
    assertThat(filter.stopped()).isTrue();
  }

  @Test
  void withoutStopSequencesEverythingGoesThroughAtOnce() {
    assertThat(new StopFilter(List.of("")).add("text")).isEqualTo("text");
  }
}
