package org.jackfield.models.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {
  @Test
  void sizes_are_decimal_with_one_digit() {
    assertThat(Sizes.text(0)).isEqualTo("0 bytes");
    assertThat(Sizes.text(999)).isEqualTo("999 bytes");
    assertThat(Sizes.text(1_000)).isEqualTo("1.0 kB");
    assertThat(Sizes.text(98_362_432)).isEqualTo("98.4 MB");
    assertThat(Sizes.text(999_999)).isEqualTo("1.0 MB");
    assertThat(Sizes.text(4_370_000_000L)).isEqualTo("4.4 GB");
  }
}
