package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptTextTest {
  private static InputStream bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new ByteArrayInputStream(bytes);
  }

  @Test
  void input_follows_the_words_after_an_empty_line() {
    assertThat(PromptText.join("Sum it up:", "a\nb\n")).isEqualTo("Sum it up:\n\na\nb\n");
    assertThat(PromptText.join("", "a")).isEqualTo("a");
    assertThat(PromptText.join("a", " \n")).isEqualTo("a");
  }

  @Test
  void a_text_comes_through_unchanged() throws IOException {
    String text = "tab\t é 日本 😀 \r\n end";
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    assertThat(PromptText.read(in)).isEqualTo(text);
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_text() throws IOException {
    assertThat(PromptText.read(bytes(0xef, 0xbb, 0xbf, 'a'))).isEqualTo("a");
  }

  @Test
  void five_megabytes_are_taken() throws IOException {
    byte[] much = new byte[5_000_000];
    java.util.Arrays.fill(much, (byte) 'x');
    assertThat(PromptText.read(new ByteArrayInputStream(much))).hasSize(5_000_000);
  }

  @Test
  void more_than_the_limit_is_refused_with_the_limit() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            java.util.Arrays.fill(into, offset, offset + length, (byte) 'x');
            return length;
          }
        };
    assertThatThrownBy(() -> PromptText.read(endless))
        .isInstanceOf(UsageException.class)
        .hasMessage("standard input is longer than 32 MiB, the most a prompt may have");
  }

  @Test
  void what_is_not_utf8_is_refused_with_its_place() {
    assertThatThrownBy(() -> PromptText.read(bytes('a', 'b', 0xe9, 'c')))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("standard input is not UTF-8: byte 2 is 0xe9")
        .hasMessageContaining("iconv");
    assertThatThrownBy(() -> PromptText.read(bytes('a', 0xe6, 0x97)))
        .hasMessageContaining("byte 1 is 0xe6");
  }

  @Test
  void a_nul_is_refused_with_its_place() {
    assertThatThrownBy(() -> PromptText.read(bytes('a', 0, 'c')))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("NUL at byte 1");
  }

  @Test
  void words_that_java_could_not_read_are_refused() {
    assertThatThrownBy(() -> PromptText.words(List.of("caf\ufffd")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not valid UTF-8");
  }
}
