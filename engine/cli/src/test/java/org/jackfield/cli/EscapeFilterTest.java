package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EscapeFilterTest {
  private static final String[] PIECES = {
    "\033", "[", "]", "\\", "P", "_", "?25l", "31m", "2J", ";", "0", "\007", "\u009b", "\u009c",
    "\u009d", "\u0090", "\r", "\n", "\t", "\b", "\0", "\177", "a", "é", "日", "😀", "\u202e",
    "\u2066", "\u200f", " ", "m", "\030", "(B", "c", "#8"
  };

  @ParameterizedTest
  @CsvSource({
    "plain text, plain text",
    "a\033[31mred\033[0mb, aredb",
    "a\033[?1049hb, ab",
    "a\033[38;5;196mb, ab",
    "a\033]0;title\007b, ab",
    "a\033]8;;http://x\033\\link\033]8;;\033\\b, alinkb",
    "a\033Pq#0~\033\\b, ab",
    "a\033_hidden\033\\b, ab",
    "a\033cb, ab",
    "a\033(Bb, ab",
    "a\u009b31mb, ab",
    "a\u009d0;title\u009cb, ab",
    "a\u0090payload\u009cb, ab",
    "a\bb\rc\0d\177e, abcde",
    "a\u202eevil\u202cb, aevilb",
    "a\u2066x\u2069b, axb",
    "e\u0301 👩‍👩‍👧 שלום, e\u0301 👩‍👩‍👧 שלום"
  })
  void shows_only_what_is_text(String model, String shown) {
    assertThat(EscapeFilter.clean(model)).isEqualTo(shown);
  }

  @Test
  void keeps_lines_and_tabs() {
    assertThat(EscapeFilter.clean("a\n\tb\r\nc")).isEqualTo("a\n\tb\nc");
  }

  @Test
  void a_sequence_without_an_end_swallows_no_more_than_its_line() {
    assertThat(EscapeFilter.clean("a\033]52;c;secret\nnext line")).isEqualTo("a\nnext line");
    assertThat(EscapeFilter.clean("a\033[31\nb")).isEqualTo("a\nb");
  }

  @Test
  void a_string_sequence_of_great_length_ends() {
    String shown = EscapeFilter.clean("\033]" + "x".repeat(5000) + "end");
    assertThat(shown).endsWith("end").hasSizeLessThan(1000);
  }

  @Test
  void what_comes_out_is_the_same_wherever_the_text_was_cut_and_never_obeyed() {
    Random random = new Random(20260101);
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(12);
      for (int i = 0; i < length; i++) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      String whole = text.toString();
      String shown = EscapeFilter.clean(whole);
      assertThat(shown.chars().anyMatch(c -> EscapeFilter.obeyed((char) c)))
          .as("%s", Json.text(whole))
          .isFalse();
      for (int cut = 0; cut <= whole.length(); cut++) {
        EscapeFilter filter = new EscapeFilter();
        String inTwo = filter.filter(whole.substring(0, cut)) + filter.filter(whole.substring(cut));
        assertThat(inTwo).as("%s cut at %d", Json.text(whole), cut).isEqualTo(shown);
      }
    }
  }
}
