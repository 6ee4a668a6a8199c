package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireFrame;
import org.jackfield.testkit.upstream.Json;
import org.junit.jupiter.api.Test;

/**
 * Answers as the API reference writes them: https://platform.openai.com/docs/api-reference/chat.
 */
class EncoderTest {
  private static final List<Chunk> TEXT =
      List.of(
          Chunk.start("some-model", "up-1"),
          Chunk.text(0, "Hel"),
          Chunk.text(0, "lo \"you\"\n"),
          Chunk.finish(FinishReason.STOP, Usage.reported(7, 2).withCachedInput(4)));

  private static final List<Chunk> CALLS =
      List.of(
          Chunk.start("", ""),
          Chunk.thinking(0, "Hm."),
          Chunk.thinkingSignature(0, "sig"),
          Chunk.toolCall(1, "call_a", "f"),
          Chunk.arguments(1, "{\"a\""),
          Chunk.toolCall(2, "", "g"),
          Chunk.arguments(1, ":1}"),
          Chunk.arguments(2, "{}"),
          Chunk.other("odd", Extensions.NONE),
          Chunk.finish(FinishReason.TOOL_CALLS, Usage.UNKNOWN));

  @Test
  void a_stream_has_the_shape_of_the_reference() {
    assertThat(streamed(TEXT, false))
        .isEqualTo(
            event("{\"role\":\"assistant\",\"content\":\"\"}", "null")
                + event("{\"content\":\"Hel\"}", "null")
                + event("{\"content\":\"lo \\\"you\\\"\\n\"}", "null")
                + event("{}", "\"stop\"")
                + "data: [DONE]\n\n");
  }

  private static String event(String delta, String finish) {
    return "data:"
        + " {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
        + "\"model\":\"some-model\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"logprobs\":null,\"finish_reason\":"
        + finish
        + "}]}\n\n";
  }

  @Test
  void usage_comes_in_its_own_event_for_those_who_asked() {
    String stream = streamed(TEXT, true);

    assertThat(stream)
        .contains(
            "\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,"
                + "\"total_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":4}}}\n\n")
        .endsWith("data: [DONE]\n\n")
        .contains("\"usage\":null");
    assertThat(streamed(CALLS, true)).doesNotContain("\"usage\":{");
  }

  @Test
  void what_is_written_is_read_back_the_same() {
    for (List<Chunk> chunks : List.of(TEXT, CALLS)) {
      Collected written = new Collected(chunks);
      Collected read = Streams.readBody(streamed(chunks, true));

      assertThat(read.text()).isEqualTo(written.text());
      assertThat(read.thinking()).isEqualTo(written.thinking());
      assertThat(read.calls()).isEqualTo(written.calls());
      assertThat(read.finish().reason()).isEqualTo(written.finish().reason());
      assertThat(read.finish().usage()).isEqualTo(written.finish().usage());
    }
  }

  @Test
  void a_call_without_an_id_gets_one_of_its_own() {
    assertThat(streamed(CALLS, false))
        .contains("\"id\":\"call_a\"")
        .contains("\"id\":\"call_chatcmpl-1_1\"");
  }

  @Test
  void frames_of_the_same_protocol_go_out_as_they_came() {
    String upstream =
        "data: {\"id\":\"u\",\"x\":1,\"choices\":[{\"index\":0,\"delta\":{\"reasoning\":\"h\","
            + "\"content\":\"Hi\"}}]}\r\n\r\n"
            + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\n";
    String done = "data:[DONE]\n\n";
    List<Chunk> chunks = Streams.readBody(upstream + usage + done).chunks();

    assertThat(streamed(chunks, true)).isEqualTo(upstream + usage + done);
    assertThat(streamed(chunks, false)).isEqualTo(upstream + done);
  }

  @Test
  void an_upstream_that_leaves_done_out_gets_it_added() {
    String upstream =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},"
            + "\"finish_reason\":\"stop\"}]}\n\n";

    assertThat(streamed(Streams.readBody(upstream).chunks(), false))
        .isEqualTo(upstream + "data: [DONE]\n\n");
  }

  @Test
  void frames_of_another_protocol_are_written_anew() {
    Chunk foreign =
        Chunk.text(0, "Hi")
            .withWire(
                WireFrame.event(
                    Protocol.ANTHROPIC_MESSAGES, "event: x\n\n".getBytes(StandardCharsets.UTF_8)));

    assertThat(streamed(List.of(foreign, TEXT.getLast()), false))
        .contains("\"content\":\"Hi\"")
        .doesNotContain("event: x");
  }

  @Test
  void a_whole_answer_has_the_shape_of_the_reference() {
    assertThat(whole(TEXT))
        .isEqualTo(
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1700000000,"
                + "\"model\":\"some-model\",\"choices\":[{\"index\":0,\"message\":{"
                + "\"role\":\"assistant\",\"content\":\"Hello \\\"you\\\"\\n\",\"refusal\":null},"
                + "\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":4}}}");
    Json calls = Json.parse(whole(CALLS));
    assertThat(calls.at("/choices/0/message/content").toString()).isEqualTo("null");
    assertThat(calls.at("/choices/0/message/reasoning_content").text()).isEqualTo("Hm.");
    assertThat(calls.at("/choices/0/message/tool_calls/0/function/arguments").text())
        .isEqualTo("{\"a\":1}");
    assertThat(calls.at("/choices/0/message/tool_calls/1/function/name").text()).isEqualTo("g");
    assertThat(calls.at("/choices/0/finish_reason").text()).isEqualTo("tool_calls");
    assertThat(calls.find("/usage")).isEmpty();
  }

  @Test
  void a_whole_answer_of_the_same_protocol_keeps_its_bytes() {
    byte[] body = "{ \"own\" : \"bytes\" }".getBytes(StandardCharsets.UTF_8);
    OpenAiAnswerEncoder encoder = new OpenAiAnswerEncoder("chatcmpl-1", 1, "m");
    encoder.add(Chunk.start("m", "u").withWire(WireFrame.body(Protocol.OPENAI_CHAT, body)));
    encoder.add(Chunk.text(0, "Hi"));
    encoder.add(Chunk.finish(FinishReason.STOP, Usage.UNKNOWN));

    assertThat(encoder.body()).isSameAs(body);
  }

  @Test
  void log_probabilities_of_streamed_frames_are_put_together() {
    String piece =
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"logprobs\":{\"content\":"
            + "[{\"token\":\"%s\",\"logprob\":-0.5}]}}]}";
    Collected answer =
        Streams.read(
            String.format(piece, "a", "a"),
            String.format(piece, "b", "b"),
            "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
            "[DONE]");

    Json whole = Json.parse(whole(answer.chunks()));
    assertThat(whole.at("/choices/0/logprobs/content").items())
        .extracting(token -> token.at("/token").text())
        .containsExactly("a", "b");
  }

  /** The shape is Google's: https://ai.google.dev/gemini-api/docs/thought-signatures. */
  @Test
  void extra_content_of_a_call_reaches_the_client_and_comes_back_from_it() {
    String extra = "{\"google\":{\"thought_signature\":\"S\"}}";
    Extensions signed = Extensions.NONE.with("extra_content", extra);
    List<Chunk> chunks =
        List.of(
            Chunk.text(0, "Hi").withExtensions(signed),
            Chunk.toolCall(1, "call_a", "f").withExtensions(signed),
            Chunk.arguments(1, "{}"),
            Chunk.finish(FinishReason.TOOL_CALLS, Usage.UNKNOWN));

    assertThat(streamed(chunks, false))
        .contains("{\"content\":\"Hi\",\"extra_content\":" + extra + "}")
        .contains("\"arguments\":\"\"},\"extra_content\":" + extra + "}]");
    assertThat(Streams.readBody(streamed(chunks, false)).chunks())
        .filteredOn(Chunk.ToolCallStart.class::isInstance)
        .singleElement()
        .satisfies(call -> assertThat(call.extensions()).isEqualTo(signed));
    Json message = Json.parse(whole(chunks)).at("/choices/0/message");
    assertThat(message.at("/extra_content/google/thought_signature").text()).isEqualTo("S");
    assertThat(message.at("/tool_calls/0/extra_content/google/thought_signature").text())
        .isEqualTo("S");

    Message sentBack =
        MessageReader.read(org.jackfield.wire.Json.tree("[" + message + "]")).getFirst();
    assertThat(sentBack.extensions()).isEqualTo(signed);
    assertThat(sentBack.parts().getLast().extensions()).isEqualTo(signed);
    assertThat(MessageWriter.element(sentBack))
        .contains("\"arguments\":\"{}\"},\"extra_content\":" + extra + "}]");
  }

  @Test
  void log_probabilities_are_written_anew_where_the_frames_are_gone() {
    String logprobs = "{\"content\":[{\"token\":\"a\",\"logprob\":-0.5}]}";
    List<Chunk> chunks =
        List.of(
            Chunk.start("m", "u"),
            Chunk.text(0, "a"),
            Chunk.other(OpenAiStreamDecoder.LOGPROBS, Extensions.NONE.with("logprobs", logprobs)),
            Chunk.finish(FinishReason.STOP, Usage.UNKNOWN));

    assertThat(streamed(chunks, false)).contains("\"delta\":{},\"logprobs\":" + logprobs);
    assertThat(whole(chunks)).contains("\"logprobs\":" + logprobs);
  }

  @Test
  void a_refusal_is_said_in_its_own_field() {
    List<Chunk> chunks =
        List.of(Chunk.refusal(0, "No."), Chunk.finish(FinishReason.REFUSAL, Usage.UNKNOWN));

    assertThat(streamed(chunks, false))
        .contains("\"refusal\":\"No.\"")
        .contains("\"finish_reason\":\"stop\"");
    Json whole = Json.parse(whole(chunks));
    assertThat(whole.at("/choices/0/message/refusal").text()).isEqualTo("No.");
    assertThat(streamed(List.of(Chunk.finish(FinishReason.REFUSAL, Usage.UNKNOWN)), false))
        .contains("\"finish_reason\":\"content_filter\"");
  }

  /** Gemini's OTHER, Claude's pause_turn: the answer is not complete, whatever the word. */
  @Test
  void an_end_that_openai_has_no_word_for_never_looks_complete() {
    Extensions other = Extensions.NONE.with("native_finish_reason", "\"OTHER\"");
    List<Chunk> chunks =
        List.of(
            Chunk.text(0, "Half"),
            Chunk.finish(FinishReason.UNKNOWN, Usage.UNKNOWN).withExtensions(other));

    assertThat(streamed(chunks, false))
        .contains(
            "\"finish_reason\":\"length\",\"native_finish_reason\":\"OTHER\"}]}\n\ndata: [DONE]");
    Json choice = Json.parse(whole(chunks)).at("/choices/0");
    assertThat(choice.at("/finish_reason").text()).isEqualTo("length");
    assertThat(choice.at("/native_finish_reason").text()).isEqualTo("OTHER");
    assertThat(whole(List.of(Chunk.finish(FinishReason.UNKNOWN, Usage.UNKNOWN))))
        .contains("\"finish_reason\":\"length\"}]");
  }

  @Test
  void an_answer_without_its_finish_has_no_body() {
    OpenAiAnswerEncoder encoder = new OpenAiAnswerEncoder("chatcmpl-1", 1, "m");
    encoder.add(Chunk.text(0, "Half"));

    assertThatThrownBy(encoder::body).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void errors_have_openais_shape_and_words() {
    for (ErrorCode code : ErrorCode.values()) {
      Json body =
          Json.parse(
              new String(
                  OpenAiErrorBody.of(new BackendException(code, "Said.")), StandardCharsets.UTF_8));
      assertThat(body.at("/error/message").text()).isEqualTo("Said.");
      assertThat(body.at("/error/type").text()).isNotBlank();
      assertThat(body.at("/error/param").toString()).isEqualTo("null");
      assertThat(body.at("/error/code").text()).isNotBlank();
    }
    assertThat(text(OpenAiErrorBody.of(new BackendException(ErrorCode.CONTEXT_LENGTH, "x"))))
        .contains("\"type\":\"invalid_request_error\"")
        .contains("\"code\":\"context_length_exceeded\"");
    assertThat(text(OpenAiErrorBody.of(new BackendException(ErrorCode.MODEL_NOT_FOUND, "x"))))
        .contains("\"code\":\"model_not_found\"");
    assertThat(text(OpenAiErrorBody.of(new BackendException(ErrorCode.RATE_LIMITED, "x"))))
        .contains("\"code\":\"rate_limit_exceeded\"");
    assertThat(
            text(
                OpenAiErrorBody.of(
                    "No key.", "invalid_request_error", Optional.of("p"), "invalid_api_key")))
        .isEqualTo(
            "{\"error\":{\"message\":\"No key.\",\"type\":\"invalid_request_error\","
                + "\"param\":\"p\",\"code\":\"invalid_api_key\"}}");
  }

  @Test
  void a_stream_that_breaks_off_ends_with_the_error_without_its_hint_and_done() {
    OpenAiStreamEncoder encoder = new OpenAiStreamEncoder("chatcmpl-1", 1, "m", false);
    String idle =
        text(
            encoder.error(
                new BackendException(ErrorCode.TIMEOUT, "Too slow.").withHint("Wait longer.")));
    String cut = text(encoder.error(new BackendException(ErrorCode.PROTOCOL, "Cut.")));

    assertThat(idle)
        .isEqualTo(
            "data: {\"error\":{\"message\":\"Too slow.\",\"type\":\"upstream_error\","
                + "\"param\":null,\"code\":\"stream_idle_timeout\"}}\n\ndata: [DONE]\n\n");
    assertThat(cut).contains("\"code\":\"stream_interrupted\"");
    assertThatThrownBy(() -> Streams.readBody(idle)).isInstanceOf(BackendException.class);
  }

  private static String streamed(List<Chunk> chunks, boolean includeUsage) {
    OpenAiStreamEncoder encoder =
        new OpenAiStreamEncoder("chatcmpl-1", 1_700_000_000, "some-model", includeUsage);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chunks.forEach(chunk -> bytes.writeBytes(encoder.encode(chunk)));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String whole(List<Chunk> chunks) {
    OpenAiAnswerEncoder encoder =
        new OpenAiAnswerEncoder("chatcmpl-1", 1_700_000_000, "some-model");
    chunks.forEach(encoder::add);
    return text(encoder.body());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
