package org.jackfield.plugin.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.wire.Frame;
import org.jackfield.wire.SseReader;
import org.junit.jupiter.api.Test;

/**
 * Events by the API's documents: https://docs.anthropic.com/en/docs/build-with-claude/streaming.
 */
class ClaudeDecoderTest {
  private static final String START =
      "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude-x\","
          + "\"usage\":{\"input_tokens\":25,\"cache_read_input_tokens\":100,"
          + "\"cache_creation_input_tokens\":7,\"output_tokens\":1}}}";
  private static final String STOP = "{\"type\":\"message_stop\"}";

  @Test
  void usage_is_cumulative_and_counts_the_whole_prompt() {
    List<Chunk> chunks =
        read(
            START,
            "{\"type\":\"ping\"}",
            delta("null", "{\"output_tokens\":5}"),
            delta(
                "\"end_turn\"",
                "{\"output_tokens\":15,\"output_tokens_details\":{\"thinking_tokens\":9}}"),
            STOP);

    Chunk.Finish finish = (Chunk.Finish) chunks.getLast();
    assertThat(finish.usage().input()).hasValue(132);
    assertThat(finish.usage().cachedInput()).hasValue(100);
    assertThat(finish.usage().cacheWrite()).hasValue(7);
    assertThat(finish.usage().output()).hasValue(15);
    assertThat(finish.usage().reasoning()).hasValue(9);
    assertThat(finish.reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void thinking_comes_apart_with_its_signature_and_redacted_thinking_too() {
    List<Chunk> chunks =
        read(
            START,
            begin(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
            piece(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}"),
            piece(0, "{\"type\":\"signature_delta\",\"signature\":\"EqQB\"}"),
            end(0),
            begin(1, "{\"type\":\"redacted_thinking\",\"data\":\"EmwK\"}"),
            end(1),
            begin(2, "{\"type\":\"text\",\"text\":\"\"}"),
            piece(2, "{\"type\":\"text_delta\",\"text\":\"Yes.\"}"),
            end(2),
            delta("\"end_turn\"", "{}"),
            STOP);

    assertThat(chunks)
        .filteredOn(Chunk.Thinking.class::isInstance)
        .extracting(chunk -> (Chunk.Thinking) chunk)
        .extracting(
            thinking ->
                thinking.part()
                    + thinking.text()
                    + thinking.signature()
                    + thinking.extensions().json(ClaudeDecoder.REDACTED).orElse(""))
        .containsExactly("0Hm.Optional.empty", "0Optional[EqQB]", "1Optional.empty\"EmwK\"");
    assertThat(chunks)
        .filteredOn(Chunk.Text.class::isInstance)
        .extracting(chunk -> ((Chunk.Text) chunk).part())
        .containsExactly(2);
  }

  @Test
  void a_tool_call_without_pieces_has_the_arguments_it_began_with() {
    assertThat(arguments("{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"))
        .containsExactly("{}");
    assertThat(arguments("{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"a\":1}}"))
        .containsExactly("{\"a\":1}");
    assertThat(arguments("{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\"}"))
        .containsExactly("{}");
  }

  private static List<String> arguments(String block) {
    return read(START, begin(0, block), end(0), delta("\"tool_use\"", "{}"), STOP).stream()
        .filter(Chunk.ToolCallArguments.class::isInstance)
        .map(chunk -> ((Chunk.ToolCallArguments) chunk).json())
        .toList();
  }

  @Test
  void events_and_blocks_that_are_newer_than_this_code_travel_on() {
    List<Chunk> chunks =
        read(
            START,
            "{\"type\":\"brand_new\",\"x\":1}",
            begin(0, "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\"}"),
            piece(0, "{\"type\":\"new_delta\",\"x\":1}"),
            end(0),
            delta("\"pause_turn\"", "{}"),
            STOP);

    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.wire()).isPresent());
    assertThat(((Chunk.Finish) chunks.getLast()).reason()).isEqualTo(FinishReason.UNKNOWN);
    assertThat(chunks)
        .filteredOn(Chunk.Other.class::isInstance)
        .extracting(chunk -> ((Chunk.Other) chunk).kind())
        .containsExactly(
            "brand_new", "content_block", "delta", "content_block_stop", "message_delta");
  }

  @Test
  void message_stop_without_a_stop_reason_is_no_end() {
    fails(ErrorCode.PROTOCOL, START, STOP);
    fails(ErrorCode.PROTOCOL, piece(3, "{\"type\":\"text_delta\",\"text\":\"x\"}"));
    fails(ErrorCode.PROTOCOL, "[]");
    fails(ErrorCode.PROTOCOL, "{\"type\":\"message_start\"");
  }

  @Test
  void a_whole_answer_is_read_like_a_streamed_one() {
    ClaudeDecoder decoder = new ClaudeDecoder("Backend 'c'");
    ArrayDeque<Chunk> out = new ArrayDeque<>();
    byte[] body =
        ("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
                + "\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"S\"},"
                + "{\"type\":\"text\",\"text\":\"I call.\"},"
                + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"a\":1}}],"
                + "\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}")
            .getBytes(StandardCharsets.UTF_8);

    decoder.readWhole(body, out);

    assertThat(out)
        .extracting(chunk -> chunk.getClass().getSimpleName())
        .containsExactly(
            "Start",
            "Thinking",
            "Thinking",
            "Text",
            "ToolCallStart",
            "ToolCallArguments",
            "Finish");
    assertThat(out.getFirst().wire().orElseThrow().bytes()).isSameAs(body);
    assertThat(out.getFirst().wire().orElseThrow().whole()).isTrue();
    assertThat(((Chunk.Finish) out.getLast()).reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  private static void fails(ErrorCode code, String... events) {
    assertThatThrownBy(() -> read(events))
        .isInstanceOfSatisfying(
            BackendException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  private static String begin(int index, String block) {
    return "{\"type\":\"content_block_start\",\"index\":"
        + index
        + ",\"content_block\":"
        + block
        + "}";
  }

  private static String piece(int index, String delta) {
    return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
  }

  private static String end(int index) {
    return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
  }

  private static String delta(String reason, String usage) {
    return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
        + reason
        + "},\"usage\":"
        + usage
        + "}";
  }

  private static List<Chunk> read(String... events) {
    StringBuilder body = new StringBuilder();
    for (String event : events) {
      body.append("event: x\ndata: ").append(event).append("\n\n");
    }
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    int[] given = {0};
    SseReader reader =
        new SseReader(
            (buffer, offset, length) -> {
              int count = Math.min(length, bytes.length - given[0]);
              System.arraycopy(bytes, given[0], buffer, offset, count);
              given[0] += count;
              return count == 0 ? -1 : count;
            });
    ClaudeDecoder decoder = new ClaudeDecoder("Backend 'c'");
    ArrayDeque<Chunk> out = new ArrayDeque<>();
    for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
      decoder.read(frame.get(), out);
    }
    return new ArrayList<>(out);
  }
}
