package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "98362432, 98.4 MB",
    "999960, 1.0 MB",
    "4370000000, 4.4 GB"
  })
  void bytes_are_in_decimal_units(long bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "99, 99 ms",
    "310, 0.31 s",
    "9999, 10.00 s",
    "12345, 12 s",
    "125000, 2 min 5 s",
    "3780000, 1 h 3 min"
  })
  void measured_times_have_the_digits_that_matter(long millis, String text) {
    assertThat(Figures.elapsed(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void rates_are_whole_where_the_rest_does_not_matter() {
    assertThat(Figures.tokensPerSecond(95.4)).isEqualTo("95 tok/s");
    assertThat(Figures.tokensPerSecond(9.53)).isEqualTo("9.5 tok/s");
  }
}
