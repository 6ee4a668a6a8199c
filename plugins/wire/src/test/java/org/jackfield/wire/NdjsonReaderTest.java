package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;

class NdjsonReaderTest {
  @Test
  void lines_are_the_same_at_every_split_position() {
    byte[] body = bytes("{\"a\":\"ü😀\"}\n\r\n\n{\"b\":2}\r\n  \n{\"c\":3}");
    List<String> expected = List.of("{\"a\":\"ü😀\"}", "{\"b\":2}", "{\"c\":3}");

    for (int cut = 0; cut <= body.length; cut++) {
      assertThat(lines(Slices.cutAt(body, cut))).as("cut at %d", cut).isEqualTo(expected);
    }
    assertThat(lines(Slices.bytewise(body))).isEqualTo(expected);
  }

  @Test
  void raw_lines_keep_their_ends_and_the_last_one_gets_one() {
    NdjsonReader reader = new NdjsonReader(Slices.whole(bytes("{}\r\n{\"x\":1}")));

    assertThat(reader.next().orElseThrow().raw()).isEqualTo(bytes("{}\r\n"));
    assertThat(reader.next().orElseThrow().raw()).isEqualTo(bytes("{\"x\":1}\n"));
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void a_carriage_return_inside_a_line_does_not_end_it() {
    assertThat(lines(Slices.bytewise(bytes("{\r\"a\":1}\n")))).containsExactly("{\r\"a\":1}");
  }

  @Test
  void a_line_over_the_limit_is_a_protocol_error() {
    NdjsonReader reader = new NdjsonReader(Slices.whole(bytes("x".repeat(50_000))), 10_000);

    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL));
  }

  private static List<String> lines(ByteSource source) {
    NdjsonReader reader = new NdjsonReader(source);
    List<String> lines = new ArrayList<>();
    for (Optional<Frame> line = reader.next(); line.isPresent(); line = reader.next()) {
      lines.add(line.get().text());
    }
    return lines;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
