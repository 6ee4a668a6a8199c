package org.jackfield.plugin.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jackfield.wire.Frame;
import org.jackfield.wire.SseReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as Google's documents write them: {@code answers/README.md}. */
class GeminiDecoderTest {
  @Test
  void text_goes_on_from_frame_to_frame_and_the_last_usage_counts() {
    List<Chunk> chunks = read(Fixture.bytes("answers/text.sse"));

    assertThat(chunks.getFirst())
        .isEqualTo(Chunk.start("gemini-2.5-flash", "mAitaLmkHPPlz7IPvtfUqQ4"));
    assertThat(chunks.subList(1, 3))
        .containsExactly(Chunk.text(0, "In the quiet hum"), Chunk.text(0, " of circuits,\nlight"));
    Chunk.Finish finish = (Chunk.Finish) chunks.getLast();
    assertThat(finish.reason()).isEqualTo(FinishReason.STOP);
    assertThat(finish.usage().input()).as("the cached part included").hasValue(11);
    assertThat(finish.usage().cachedInput()).hasValue(9);
    assertThat(finish.usage().output()).as("thinking beside the answer").hasValue(38);
    assertThat(finish.usage().reasoning()).hasValue(30);
    assertThat(finish.usage().cacheWrite()).isEmpty();
  }

  @Test
  void thinking_calls_and_signatures_are_told_apart() {
    List<Chunk> chunks = read(Fixture.bytes("answers/thinking-call.sse"));

    assertThat(chunks.subList(1, chunks.size() - 1))
        .containsExactly(
            Chunk.thinking(0, "**Checking** the flight first."),
            Chunk.toolCall(1, "call_R1_0", "check_flight")
                .withExtensions(ThoughtSignature.extension("U2lnbmF0dXJlLUE=")),
            Chunk.arguments(1, "{\"flight\":\"AA100\"}"),
            Chunk.toolCall(2, "fc_7", "book_taxi"),
            Chunk.arguments(2, "{\"time\":\"10 AM\"}"),
            Chunk.text(3, "").withExtensions(ThoughtSignature.extension("U2lnbmF0dXJlLUI=")));
    Chunk.Finish finish = (Chunk.Finish) chunks.getLast();
    assertThat(finish.reason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(finish.usage().input()).as("results of the server's tools are input").hasValue(107);
    assertThat(finish.usage().output()).hasValue(38);
  }

  @Test
  void usage_so_far_is_known_for_an_answer_that_is_cut() {
    GeminiDecoder decoder = new GeminiDecoder("Gemini");
    String cut =
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}],"
            + "\"usageMetadata\":{\"promptTokenCount\":11,\"candidatesTokenCount\":4}}\n\n";

    assertThatThrownBy(() -> read(decoder, cut.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(BackendException.class);

    assertThat(decoder.usage()).isEqualTo(Usage.reported(11, 4));
  }

  @Test
  void a_list_of_responses_is_one_answer() {
    List<Chunk> chunks =
        readWhole(
            "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]},"
                + "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b\"}]},"
                + "\"finishReason\":\"MAX_TOKENS\"}]},"
                + "{\"usageMetadata\":{\"promptTokenCount\":3}}]");

    assertThat(chunks).contains(Chunk.text(0, "a"), Chunk.text(0, "b"));
    Chunk.Finish finish = (Chunk.Finish) chunks.getLast();
    assertThat(finish.reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(finish.usage().input()).as("usage may come after the finish reason").hasValue(3);
    assertThat(finish.usage().output()).as("a figure of 0 is left out").hasValue(0);
  }

  @Test
  void arguments_keep_all_their_digits_whatever_comes_first_in_a_frame() {
    List<Chunk> chunks =
        readWhole(
            "{\"candidates\":[{\"finishReason\":\"STOP\",\"index\":0,\"content\":{\"parts\":["
                + "{\"functionCall\":{\"args\":{\"x\":0.12345678901234567890123},\"name\":\"f\"}},"
                + "{\"inlineData\":{\"mimeType\":\"image/png\"},\"thought\":true}]}},"
                + "{\"content\":{\"parts\":[{\"text\":\"another\"}]},\"index\":1}],"
                + "\"responseId\":\"R\",\"modelVersion\":\"m\"}");

    assertThat(chunks.subList(0, 3))
        .containsExactly(
            Chunk.start("m", "R"),
            Chunk.toolCall(0, "call_R_0", "f"),
            Chunk.arguments(0, "{\"x\":0.12345678901234567890123}"));
    assertThat(chunks.get(3).extensions().json("part"))
        .contains("{\"inlineData\":{\"mimeType\":\"image/png\"},\"thought\":true}");
    assertThat(chunks.get(4).extensions().json("candidate").orElse("")).contains("another");
  }

  @ParameterizedTest
  @CsvSource({
    "STOP, STOP",
    "MAX_TOKENS, LENGTH",
    "SAFETY, CONTENT_FILTER",
    "RECITATION, CONTENT_FILTER",
    "BLOCKLIST, CONTENT_FILTER",
    "PROHIBITED_CONTENT, CONTENT_FILTER",
    "SPII, CONTENT_FILTER",
    "IMAGE_SAFETY, CONTENT_FILTER",
    "IMAGE_PROHIBITED_CONTENT, CONTENT_FILTER",
    "IMAGE_RECITATION, CONTENT_FILTER",
    "LANGUAGE, UNKNOWN",
    "OTHER, UNKNOWN",
    "NO_IMAGE, UNKNOWN",
    "IMAGE_OTHER, UNKNOWN",
    "SOMETHING_NEW, UNKNOWN"
  })
  void every_reason_to_end_has_its_word_and_keeps_its_own(String word, FinishReason reason) {
    Chunk.Finish finish = (Chunk.Finish) read(ending(word)).getLast();

    assertThat(finish.reason()).isEqualTo(reason);
    assertThat(finish.extensions().json("native_finish_reason")).contains("\"" + word + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "MALFORMED_FUNCTION_CALL, PROTOCOL",
    "UNEXPECTED_TOOL_CALL, PROTOCOL",
    "TOO_MANY_TOOL_CALLS, PROTOCOL",
    "MALFORMED_RESPONSE, PROTOCOL",
    "MISSING_THOUGHT_SIGNATURE, INVALID_REQUEST"
  })
  void an_answer_that_is_none_is_an_error(String word, ErrorCode code) {
    BackendException error = failure(() -> read(ending(word)));

    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).contains(word);
  }

  @Test
  void a_blocked_prompt_is_an_error_although_the_status_is_good() {
    BackendException error =
        failure(
            () ->
                read(
                    "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},"
                        + "\"usageMetadata\":{\"promptTokenCount\":9}}"));

    assertThat(error.code()).isEqualTo(ErrorCode.CONTENT_FILTERED);
    assertThat(error.message()).contains("PROHIBITED_CONTENT");
  }

  @Test
  void an_error_in_the_stream_keeps_the_wait_it_asks_for() {
    BackendException error =
        failure(
            () ->
                read(
                    "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"x\","
                        + "\"details\":[{\"retryDelay\":\"1.5s\"}]}}"));

    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(error.retryAfter()).contains(Duration.ofMillis(1500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[DONE]", "[1]", "{\"candidates\":[]}", "null"})
  void a_stream_without_a_finish_reason_is_no_answer(String frame) {
    assertThat(failure(() -> read(frame)).code()).isEqualTo(ErrorCode.PROTOCOL);
  }

  @Test
  void log_probabilities_come_behind_their_text_in_openais_shape() {
    List<Chunk> chunks =
        read(
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"H\u00e9\"}]},"
                + "\"finishReason\":\"STOP\",\"logprobsResult\":{\"topCandidates\":"
                + "[{\"candidates\":[{\"token\":\"H\u00e9\",\"logProbability\":-0.25}]}],"
                + "\"chosenCandidates\":[{\"token\":\"H\u00e9\",\"tokenId\":7,"
                + "\"logProbability\":-0.25}]}}]}");

    assertThat(chunks.get(2).extensions().json("logprobs"))
        .contains(
            "{\"content\":[{\"token\":\"H\u00e9\",\"logprob\":-0.25,\"bytes\":[72,195,169],"
                + "\"top_logprobs\":[{\"token\":\"H\u00e9\",\"logprob\":-0.25,"
                + "\"bytes\":[72,195,169]}]}]}");
  }

  @Test
  void what_has_no_word_here_travels_on() {
    List<Chunk> chunks =
        read(
            "{\"candidates\":[{\"content\":{\"parts\":[{\"executableCode\":{\"code\":\"1\"}},"
                + "{\"text\":\"One.\"}]},\"finishReason\":\"STOP\","
                + "\"groundingMetadata\":{\"webSearchQueries\":[\"one\"]}},"
                + "{\"index\":1,\"content\":{\"parts\":[{\"text\":\"Uno.\"}]}}]}");

    assertThat(chunks)
        .filteredOn(Chunk.Other.class::isInstance)
        .extracting(chunk -> ((Chunk.Other) chunk).kind())
        .containsExactly("executableCode", "candidate");
    assertThat(chunks).contains(Chunk.text(0, "One."));
    assertThat(chunks.getLast().extensions().json("groundingMetadata"))
        .contains("{\"webSearchQueries\":[\"one\"]}");
  }

  private static String ending(String word) {
    return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"finishReason\":\""
        + word
        + "\"}]}";
  }

  private static BackendException failure(ThrowingCallable run) {
    BackendException[] error = new BackendException[1];
    assertThatThrownBy(run)
        .isInstanceOfSatisfying(BackendException.class, thrown -> error[0] = thrown);
    return error[0];
  }

  private static List<Chunk> read(String frame) {
    return read(("data: " + frame + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private static List<Chunk> read(byte[] events) {
    return read(new GeminiDecoder("Gemini"), events);
  }

  private static List<Chunk> read(GeminiDecoder decoder, byte[] events) {
    ByteArrayInputStream body = new ByteArrayInputStream(events);
    SseReader reader = new SseReader((buffer, offset, length) -> body.read(buffer, offset, length));
    ArrayDeque<Chunk> out = new ArrayDeque<>();
    while (!(out.peekLast() instanceof Chunk.Finish)) {
      Optional<Frame> frame = reader.next();
      if (frame.isPresent()) {
        decoder.read(frame.get(), out);
      } else {
        decoder.end(out);
      }
    }
    return new ArrayList<>(out);
  }

  private static List<Chunk> readWhole(String body) {
    ArrayDeque<Chunk> out = new ArrayDeque<>();
    new GeminiDecoder("Gemini").readWhole(body.getBytes(StandardCharsets.UTF_8), out);
    return new ArrayList<>(out);
  }
}
