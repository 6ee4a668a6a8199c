package org.jackfield.anthropicwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jackfield.wire.Frame;
import org.jackfield.wire.SseReader;
import org.junit.jupiter.api.Test;

/**
 * Events by the API's documents: https://platform.claude.com/docs/en/build-with-claude/streaming.
 */
class AnthropicDecoderTest {
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
  void usage_is_known_from_the_first_event_for_an_answer_that_is_cut() {
    AnthropicDecoder decoder = new AnthropicDecoder("Backend 'c'");
    assertThat(decoder.usage()).isEqualTo(Usage.UNKNOWN);

    read(decoder, START);

    assertThat(decoder.usage().input()).hasValue(132);
    assertThat(decoder.usage().output()).hasValue(1);
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
                    + thinking.extensions().json(AnthropicDecoder.REDACTED).orElse(""))
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
    assertThat(
            arguments(
                "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\","
                    + "\"input\":{\"a\":0.12345678901234567890123}}"))
        .containsExactly("{\"a\":0.12345678901234567890123}");
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
  void a_call_of_a_tool_that_the_server_runs_is_no_call_of_the_clients() {
    List<Chunk> chunks =
        read(
            START,
            begin(0, "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\"}"),
            piece(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"q\\\":1}\"}"),
            end(0),
            begin(1, "{\"type\":\"text\",\"text\":\"\"}"),
            piece(1, "{\"type\":\"text_delta\",\"text\":\"Found.\"}"),
            end(1),
            delta("\"end_turn\"", "{}"),
            STOP);

    assertThat(chunks)
        .noneMatch(Chunk.ToolCallStart.class::isInstance)
        .noneMatch(Chunk.ToolCallArguments.class::isInstance);
    assertThat(chunks)
        .filteredOn(Chunk.Other.class::isInstance)
        .extracting(chunk -> chunk.extensions().json("delta").orElse(""))
        .contains("{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"q\\\":1}\"}");
  }

  @Test
  void an_error_in_the_answer_is_whose_mistake_its_type_says() {
    fails(ErrorCode.CONTEXT_LENGTH, START, error("invalid_request_error", "prompt is too long: 9"));
    fails(ErrorCode.INVALID_REQUEST, START, error("invalid_request_error", "max_tokens: too low"));
    fails(ErrorCode.QUOTA_EXHAUSTED, error("invalid_request_error", "credit balance is too low"));
    fails(ErrorCode.RATE_LIMITED, error("rate_limit_error", "Slow down."));
    fails(ErrorCode.CONTEXT_LENGTH, error("api_error", "the context length is exceeded"));
    fails(ErrorCode.UNAVAILABLE, error("api_error", "Internal server error"));
  }

  @Test
  void an_error_in_the_answer_has_the_id_that_comes_beside_it() {
    assertThatThrownBy(() -> read(START, error("api_error", "Oops.")))
        .isInstanceOfSatisfying(
            BackendException.class, error -> assertThat(error.upstreamId()).contains("req_9"));
  }

  private static String error(String type, String message) {
    return "{\"type\":\"error\",\"error\":{\"type\":\""
        + type
        + "\",\"message\":\""
        + message
        + "\"},\"request_id\":\"req_9\"}";
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
    AnthropicDecoder decoder = new AnthropicDecoder("Backend 'c'");
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

  @Test
  void thinking_whose_text_is_omitted_still_has_its_signature() {
    List<Chunk> chunks =
        read(
            START,
            begin(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
            piece(0, "{\"type\":\"signature_delta\",\"signature\":\"EqQB\"}"),
            end(0),
            begin(1, "{\"type\":\"text\",\"text\":\"Yes.\"}"),
            end(1),
            delta("\"end_turn\"", "{}"),
            STOP);

    assertThat(chunks)
        .filteredOn(Chunk.Thinking.class::isInstance)
        .extracting(chunk -> ((Chunk.Thinking) chunk).signature())
        .containsExactly(Optional.of("EqQB"));
    assertThat(chunks)
        .filteredOn(Chunk::content)
        .first()
        .isInstanceOfSatisfying(
            Chunk.Text.class, text -> assertThat(text.text()).isEqualTo("Yes."));
  }

  @Test
  void every_stop_reason_has_a_canonical_word() {
    Map<String, FinishReason> reasons =
        Map.of(
            "end_turn", FinishReason.STOP,
            "stop_sequence", FinishReason.STOP,
            "max_tokens", FinishReason.LENGTH,
            "model_context_window_exceeded", FinishReason.LENGTH,
            "tool_use", FinishReason.TOOL_CALLS,
            "refusal", FinishReason.REFUSAL,
            "pause_turn", FinishReason.UNKNOWN,
            "brand_new", FinishReason.UNKNOWN);

    reasons.forEach(
        (word, reason) ->
            assertThat(finish("\"" + word + "\"", "{}").reason()).as(word).isEqualTo(reason));
    assertThat(finish("\"pause_turn\"", "{}").extensions().json("native_finish_reason"))
        .contains("\"pause_turn\"");
    assertThat(finish("\"end_turn\"", "{}").extensions()).isEqualTo(Extensions.NONE);
  }

  @Test
  void the_stop_sequence_that_was_met_is_told() {
    Chunk.Finish finish =
        (Chunk.Finish)
            read(
                    START,
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"stop_sequence\","
                        + "\"stop_sequence\":\"END\"},\"usage\":{\"output_tokens\":5}}",
                    STOP)
                .getLast();

    assertThat(finish.extensions().json("stop_sequence")).contains("\"END\"");
  }

  @Test
  void the_lifetimes_of_what_was_written_to_the_cache_are_told_apart() {
    Chunk.Finish finish =
        finish(
            "\"end_turn\"",
            "{\"input_tokens\":10,\"cache_creation_input_tokens\":500,"
                + "\"cache_read_input_tokens\":2000,\"cache_creation\":{"
                + "\"ephemeral_5m_input_tokens\":400,\"ephemeral_1h_input_tokens\":100},"
                + "\"output_tokens\":7}");

    assertThat(finish.usage().input()).hasValue(10 + 500 + 2000);
    assertThat(finish.usage().cacheWrite()).hasValue(500);
    assertThat(finish.usage().cachedInput()).hasValue(2000);
    assertThat(finish.extensions().json("usage.cache_creation"))
        .contains("{\"ephemeral_5m_input_tokens\":400,\"ephemeral_1h_input_tokens\":100}");
  }

  @Test
  void an_answer_without_usage_has_none() {
    List<Chunk> chunks =
        read(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}",
            STOP);

    assertThat(((Chunk.Finish) chunks.getLast()).usage()).isEqualTo(Usage.UNKNOWN);
  }

  private static Chunk.Finish finish(String reason, String usage) {
    return (Chunk.Finish) read(START, delta(reason, usage), STOP).getLast();
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
    return read(new AnthropicDecoder("Backend 'c'"), events);
  }

  private static List<Chunk> read(AnthropicDecoder decoder, String... events) {
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
    ArrayDeque<Chunk> out = new ArrayDeque<>();
    for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
      decoder.read(frame.get(), out);
    }
    return new ArrayList<>(out);
  }
}
