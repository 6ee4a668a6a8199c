package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WholeNumberTest {
  @Test
  void whole_numbers_are_whole_however_they_are_written() {
    assertThat(WholeNumber.of("100")).hasValue(100);
    assertThat(WholeNumber.of("1e2")).hasValue(100);
    assertThat(WholeNumber.of("100.0")).hasValue(100);
    for (String none : new String[] {"1.5", "1e-2", "1e999999999", "\"1\"", "null", "{", ""}) {
      assertThat(WholeNumber.of(none)).isEmpty();
    }
  }
}
