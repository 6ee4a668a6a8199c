package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
  private static final String MIXED =
      ": hello\n\n"
          + "data: {\"a\":1}\n\n"
          + "event: ping\ndata: {}\n\n"
          + ":\n\n"
          + "data: first\ndata:second\ndata\n\n"
          + "id: 7\nretry: 10\nunknown: x\ndata:  two spaces\n\n"
          + "event: only-a-name\n\n"
          + "data: Grüße 😀 ü\n\n"
          + "data:\n\n"
          + "data: [DONE]\n\n";

  private static final List<String> MIXED_EVENTS =
      List.of(
          "|{\"a\":1}",
          "ping|{}",
          "|first\nsecond\n",
          "| two spaces",
          "|Grüße 😀 ü",
          "|",
          "|[DONE]");

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void events_are_the_same_at_every_split_position_and_with_every_line_end(String lineEnd) {
    byte[] body = bytes(MIXED.replace("\n", lineEnd));

    assertThat(events(Slices.whole(body))).isEqualTo(MIXED_EVENTS);
    assertThat(events(Slices.bytewise(body))).isEqualTo(MIXED_EVENTS);
    for (int cut = 0; cut <= body.length; cut++) {
      assertThat(events(Slices.cutAt(body, cut))).as("cut at %d", cut).isEqualTo(MIXED_EVENTS);
    }
  }

  @Test
  void random_line_ends_within_one_body_give_the_same_events_however_it_is_sliced() {
    Random random = new Random(20261121);
    for (int round = 0; round < 300; round++) {
      String text = withRandomLineEnds(MIXED, random);
      byte[] body = bytes(text);
      List<String> whole = events(Slices.whole(body));
      assertThat(whole).as(text.replace("\r", "<CR>")).isEqualTo(MIXED_EVENTS);
      assertThat(events(Slices.random(body, random))).isEqualTo(whole);
      assertThat(raws(Slices.random(body, random))).isEqualTo(raws(Slices.bytewise(body)));
    }
  }

  /** A CR directly before a bare LF would be one CRLF, so that pair of ends is not made. */
  private static String withRandomLineEnds(String text, Random random) {
    StringBuilder result = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c != '\n') {
        result.append(c);
        continue;
      }
      boolean afterCr = !result.isEmpty() && result.charAt(result.length() - 1) == '\r';
      result.append(List.of("\r", "\r\n", afterCr ? "\r\n" : "\n").get(random.nextInt(3)));
    }
    return result.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void raw_frames_together_are_the_body(String lineEnd) {
    String text = "event: a\n: note\ndata: 1\n\ndata: 2\ndata: 3\n\ndata: [DONE]\n\n";
    byte[] body = bytes(text.replace("\n", lineEnd));

    for (int cut = 0; cut <= body.length; cut++) {
      ByteArrayOutputStream together = new ByteArrayOutputStream();
      raws(Slices.cutAt(body, cut)).forEach(raw -> together.writeBytes(bytes(raw)));
      assertThat(together.toByteArray()).as("cut at %d", cut).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void an_event_is_given_out_without_reading_beyond_its_blank_line(String lineEnd) {
    byte[] first = bytes("data: 1\n\n".replace("\n", lineEnd));
    byte[] both = Arrays.copyOf(first, first.length * 2);
    System.arraycopy(first, 0, both, first.length, first.length);
    Slices slices = Slices.bytewise(both);
    SseReader reader = new SseReader(slices);

    assertThat(reader.next().map(Frame::text)).contains("1");
    assertThat(slices.taken()).isEqualTo(first.length);
  }

  @Test
  void a_byte_order_mark_is_skipped_at_the_start_only() {
    byte[] body = bytes("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\n");

    assertThat(events(Slices.bytewise(body))).containsExactly("|1");
    assertThat(events(Slices.whole(bytes("\uFEFF\n\ndata: 1\n\n")))).containsExactly("|1");
  }

  @Test
  void an_event_without_its_blank_line_is_given_out_with_it() {
    for (String tail : List.of("data: x", "data: x\n", "data: x\r\n")) {
      byte[] body = bytes("data: 1\n\n" + tail);
      for (int cut = 0; cut <= body.length; cut++) {
        List<String> raws = raws(Slices.cutAt(body, cut));
        assertThat(raws).hasSize(2);
        assertThat(raws.get(1)).startsWith(tail).endsWith("\n");
        assertThat(events(Slices.whole(bytes(raws.get(1))))).containsExactly("|x");
      }
    }
    assertThat(events(Slices.whole(bytes("data: 1\n\n: bye")))).containsExactly("|1");
    assertThat(events(Slices.whole(new byte[0]))).isEmpty();
  }

  @Test
  void names_that_only_begin_like_a_field_are_none() {
    byte[] body = bytes("database: 1\nevents: x\ndat: 2\n data: 3\ndata: 4\n\n");

    assertThat(events(Slices.whole(body))).containsExactly("|4");
  }

  @Test
  void a_frame_over_the_limit_is_a_protocol_error_and_memory_stays_flat() {
    Endless endless = new Endless();
    SseReader reader = new SseReader(endless);

    assertThatThrownBy(reader::next)
        .isInstanceOfSatisfying(
            BackendException.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL))
        .hasMessageContaining("1048576");
    assertThat(endless.given).isLessThan(4L * SseReader.FRAME_LIMIT_BYTES);
  }

  @Test
  void events_larger_than_the_buffer_and_many_small_ones_are_read_whole() {
    String large = "x".repeat(100_000);
    StringBuilder body = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String data = i % 500 == 499 ? large + i : "small" + i;
      body.append("data: ").append(data).append("\n\n");
      expected.add("|" + data);
    }
    byte[] bytes = bytes(body.toString());

    assertThat(events(Slices.whole(bytes))).isEqualTo(expected);
    assertThat(events(Slices.random(bytes, new Random(1)))).isEqualTo(expected);
  }

  @Test
  void a_frame_compares_its_data_and_never_shows_it() {
    SseReader reader = new SseReader(Slices.whole(bytes("event: e\ndata: [DONE]\n\n")));
    Frame frame = reader.next().orElseThrow();

    assertThat(frame.is("[DONE]")).isTrue();
    assertThat(frame.is("[DONE")).isFalse();
    assertThat(frame.is("[done]")).isFalse();
    assertThat(frame).hasToString("frame e of 23 bytes");
  }

  /** One line that never ends. */
  private static final class Endless implements ByteSource {
    private long given;

    @Override
    public int read(byte[] buffer, int offset, int length) {
      Arrays.fill(buffer, offset, offset + length, (byte) 'x');
      given += length;
      return length;
    }
  }

  private static List<String> events(ByteSource source) {
    SseReader reader = new SseReader(source);
    List<String> events = new ArrayList<>();
    for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
      events.add(frame.get().name() + "|" + frame.get().text());
    }
    return events;
  }

  private static List<String> raws(ByteSource source) {
    SseReader reader = new SseReader(source);
    List<String> raws = new ArrayList<>();
    for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
      raws.add(new String(frame.get().raw(), StandardCharsets.UTF_8));
    }
    return raws;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
