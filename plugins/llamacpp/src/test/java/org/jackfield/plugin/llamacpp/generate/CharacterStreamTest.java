package org.jackfield.plugin.llamacpp.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharacterStreamTest {
  @Test
  void wholeCharactersComeOutAtEverySplit() {
    String text = "aß你🎉z";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int a = 0; a <= bytes.length; a++) {
      CharacterStream stream = new CharacterStream();
      String first = stream.add(java.util.Arrays.copyOfRange(bytes, 0, a));
      String second = stream.add(java.util.Arrays.copyOfRange(bytes, a, bytes.length));

      assertThat(first + second + stream.end()).isEqualTo(text);
      assertThat(first).doesNotContain("\uFFFD");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ff, 1",
    "c0 af, 2",
    "e2 82, 1",
    "f0 9f 8e, 1",
    "f0 9f, 1",
    "ed a0 80, 3",
    "ed bf bf, 3",
    "80, 1",
    "e0 80, 2",
    "f5 80 80 80, 4",
    "e2 82 e2 82, 2",
    "f4 90 80 80, 4"
  })
  void invalidBytesBecomeOneReplacementForEachMaximalPart(String hex, int replacements) {
    String[] parts = hex.split(" ", -1);
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i], 16);
    }
    CharacterStream whole = new CharacterStream();
    CharacterStream single = new CharacterStream();
    StringBuilder byByte = new StringBuilder();
    for (byte b : bytes) {
      byByte.append(single.add(b));
    }

    assertThat(whole.add(bytes) + whole.end()).isEqualTo("\uFFFD".repeat(replacements));
    assertThat(byByte + single.end()).isEqualTo("\uFFFD".repeat(replacements));
  }
}
