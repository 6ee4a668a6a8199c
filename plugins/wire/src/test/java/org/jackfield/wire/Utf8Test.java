package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  @Test
  void text_of_every_plane_is_valid() {
    assertThat(Utf8.valid("plain ascii of some length".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(Utf8.valid("aü€😀".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(Utf8.valid(new byte[0])).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ff", "c080", "e08080", "eda080", "f4908080", "e282", "616263646566676880", "c3"})
  void overlong_forms_surrogates_and_cut_characters_are_not(String hex) {
    assertThat(Utf8.valid(HexFormat.of().parseHex(hex))).isFalse();
  }
}
