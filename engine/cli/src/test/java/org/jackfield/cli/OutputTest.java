package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class OutputTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Output output(boolean terminal) {
    return new Output(bytes, terminal, new Style(false));
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_piece_is_seen_at_once() {
    output(false).answer("first");
    assertThat(written()).isEqualTo("first");
  }

  @Test
  void a_character_that_two_pieces_share_comes_out_whole() {
    for (boolean terminal : new boolean[] {false, true}) {
      bytes.reset();
      Output out = output(terminal);
      out.answer("a\ud83d");
      out.answer("\ude00b");
      assertThat(written()).isEqualTo("a\ud83d\ude00b");
    }
  }

  @Test
  void only_a_begun_line_is_ended() {
    Output out = output(false);
    out.endLine();
    assertThat(written()).isEmpty();
    out.answer("a");
    out.endLine();
    out.endLine();
    assertThat(written()).isEqualTo("a\n");
  }
}
