package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.openaiwire.Recordings.Exchange;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.SplittingTransport;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingTransport;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Real servers, replayed byte for byte over a socket: the codec makes of them what they meant. */
@Timeout(300)
class RecordedConversationsTest {
  /**
   * How the classes of the recordings translate. Several, where the class is by status alone, and
   * the server's text or a field says more.
   */
  private static final Map<String, Set<ErrorCode>> CODES =
      Map.ofEntries(
          Map.entry("bad_request", EnumSet.of(ErrorCode.INVALID_REQUEST)),
          Map.entry("auth", EnumSet.of(ErrorCode.AUTHENTICATION)),
          Map.entry("forbidden", EnumSet.of(ErrorCode.PERMISSION)),
          Map.entry("model_missing", EnumSet.of(ErrorCode.MODEL_NOT_FOUND)),
          Map.entry("context_too_long", EnumSet.of(ErrorCode.CONTEXT_LENGTH)),
          Map.entry("unavailable", EnumSet.of(ErrorCode.OVERLOADED, ErrorCode.UNAVAILABLE)),
          Map.entry("server_error", EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.INVALID_REQUEST)),
          Map.entry("not_supported", EnumSet.of(ErrorCode.UNSUPPORTED)),
          Map.entry("route_missing", EnumSet.of(ErrorCode.PROTOCOL)),
          Map.entry("method_not_allowed", EnumSet.of(ErrorCode.PROTOCOL)),
          Map.entry("error_in_stream", EnumSet.of(ErrorCode.UNAVAILABLE)),
          Map.entry("truncated_stream", EnumSet.of(ErrorCode.PROTOCOL)),
          Map.entry("connection_closed_without_response", EnumSet.of(ErrorCode.UNAVAILABLE)),
          Map.entry("connection_refused", EnumSet.of(ErrorCode.UNAVAILABLE)),
          Map.entry("no_answer_timeout", EnumSet.of(ErrorCode.CANCELLED, ErrorCode.TIMEOUT)),
          Map.entry("cancelled_by_client", EnumSet.of(ErrorCode.PROTOCOL, ErrorCode.UNAVAILABLE)));

  private static final List<String> SPLIT_EVERYWHERE =
      List.of(
          "llama-server/chat-stream-usage",
          "llama-server/chat-unicode-stream",
          "llama-server/tooltpl-chat-tools-fewshot-stream",
          "ollama/chat-tools-fewshot-stream",
          "vllm/chat-tools-required-strict-stream",
          "litellm/chat-stream-usage");

  @TestFactory
  Stream<DynamicTest> every_recorded_chat_gives_what_its_server_meant() {
    return Recordings.all()
        .filter(Exchange::chat)
        .filter(recorded -> recorded.post() || recorded.refused())
        .filter(recorded -> !recorded.packed())
        .map(recorded -> dynamicTest(recorded.toString(), () -> replays(recorded)));
  }

  private void replays(Exchange recorded) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.enqueue(reply(recorded));
      OpenAiChat chat = chat(upstream, new TestingTransport());
      List<Chunk> chunks = new ArrayList<>();
      if (recorded.errorClass().isEmpty() && !recorded.refused()) {
        collect(chat, request(recorded), chunks);
        checkAnswer(recorded, new Collected(chunks));
      } else {
        checkError(recorded, catchThrowable(() -> collect(chat, request(recorded), chunks)));
        checkSoFar(recorded, new Collected(chunks));
      }
    }
  }

  /** What a client broke off has no end of its own: here it is cut at that place. */
  private static Reply reply(Exchange recorded) {
    return recorded.errorClass().equals("cancelled_by_client")
        ? Reply.nothing()
            .send(recorded.response().map(HttpMessage::raw).orElse(new byte[0]))
            .close()
        : recorded.reply();
  }

  private static void collect(OpenAiChat chat, ChatRequest request, List<Chunk> chunks) {
    try (ChatStream stream = chat.open(request, TestingAttempt.limitedTo(Duration.ofSeconds(20)))) {
      do {
        chunks.add(stream.next());
      } while (!(chunks.getLast() instanceof Chunk.Finish));
    }
  }

  private static OpenAiChat chat(ScriptedUpstream upstream, HttpTransport transport) {
    OpenAiEndpoint endpoint = OpenAiEndpoint.of("recorded", upstream.uri("/v1"), "smollm2-135m");
    return new OpenAiChat(new OpenAiCalls(endpoint, transport, InstantSource.system()));
  }

  /** The request as it was recorded where it is one, else any: the reply is what counts here. */
  private static ChatRequest request(Exchange recorded) {
    try {
      return OpenAiRequestBody.read(recorded.request().body()).request();
    } catch (BackendException refused) {
      return ChatRequest.builder().message(Message.user("Hello")).build();
    }
  }

  private static void checkAnswer(Exchange recorded, Collected answer) {
    Json outcome = recorded.outcome();
    assertThat(answer.text()).isEqualTo(recorded.field("/text"));
    assertThat(answer.thinking()).isEqualTo(recorded.field("/reasoning"));
    List<String> calls = calls(outcome);
    assertThat(answer.calls()).isEqualTo(calls);
    assertThat(answer.finish().reason())
        .isEqualTo(
            FinishReasons.read(outcome.at("/finish_reason").text(), !calls.isEmpty(), false));
    checkUsage(outcome, answer.finish().usage());
    assertThat(kept(answer)).isEqualTo(withoutComments(recorded));
  }

  /** Up to the failure nothing was lost or made up. */
  private static void checkSoFar(Exchange recorded, Collected answer) {
    if (recorded.outcome().find("/text").isPresent()) {
      assertThat(answer.text()).isEqualTo(recorded.field("/text"));
      assertThat(withoutComments(recorded)).startsWith(kept(answer));
    }
  }

  private static List<String> calls(Json outcome) {
    return outcome.find("/tool_calls").map(Json::items).orElse(List.of()).stream()
        .map(
            call ->
                call.find("/function/name").or(() -> call.find("/name")).orElseThrow().text()
                    + " "
                    + call.find("/function/arguments")
                        .or(() -> call.find("/arguments"))
                        .orElseThrow()
                        .text())
        .toList();
  }

  private static void checkUsage(Json outcome, Usage usage) {
    assertThat(usage.input()).isEqualTo(figure(outcome, "/usage/prompt_tokens"));
    assertThat(usage.output()).isEqualTo(figure(outcome, "/usage/completion_tokens"));
    assertThat(usage.cachedInput())
        .isEqualTo(figure(outcome, "/usage/prompt_tokens_details/cached_tokens"));
    assertThat(usage.origin() == Usage.Origin.REPORTED)
        .isEqualTo(outcome.find("/usage/prompt_tokens").isPresent());
  }

  private static OptionalLong figure(Json outcome, String pointer) {
    return outcome.find(pointer).filter(value -> !value.toString().equals("null")).stream()
        .mapToLong(value -> Long.parseLong(value.toString()))
        .findFirst();
  }

  /** Raw frames together are what the server sent, less comments. */
  private static String kept(Collected answer) {
    return new String(answer.wire(), StandardCharsets.UTF_8);
  }

  private static String withoutComments(Exchange recorded) {
    return recorded.responseText().replaceAll("(?m)^:.*\\R\\R?", "");
  }

  private static void checkError(Exchange recorded, Throwable thrown) {
    assertThat(thrown).isInstanceOf(BackendException.class);
    BackendException error = (BackendException) thrown;
    assertThat(error.code()).as(error.message()).isIn(expected(recorded));
    assertThat(error.message()).isNotBlank().hasSizeLessThan(600);
  }

  /** The codes of the class, or of what the case is about where the class does not say it. */
  private static Set<ErrorCode> expected(Exchange recorded) {
    boolean vague =
        recorded.errorClass().equals("bad_request") || recorded.errorClass().equals("server_error");
    String said = recorded.field("/error/message");
    if (recorded.errorClass().isEmpty()) {
      return EnumSet.of(ErrorCode.PROTOCOL);
    }
    if (vague && (recorded.kind().equals("image") || said.contains("does not support"))) {
      return EnumSet.of(ErrorCode.UNSUPPORTED);
    }
    if (vague && recorded.kind().equals("auth") && recorded.post()) {
      return EnumSet.of(ErrorCode.AUTHENTICATION);
    }
    if (vague && recorded.name().contains("unknown-model")) {
      return EnumSet.of(ErrorCode.MODEL_NOT_FOUND);
    }
    if (vague && recorded.kind().equals("context")) {
      return EnumSet.of(ErrorCode.CONTEXT_LENGTH);
    }
    if (vague && recorded.kind().equals("limits")) {
      return EnumSet.of(ErrorCode.INVALID_REQUEST, ErrorCode.CONTEXT_LENGTH);
    }
    return CODES.getOrDefault(recorded.errorClass(), Set.of());
  }

  @TestFactory
  Stream<DynamicTest> every_split_position_gives_the_same_chunks() {
    return SPLIT_EVERYWHERE.stream().map(name -> dynamicTest(name, () -> splits(name)));
  }

  private void splits(String name) {
    Exchange recorded = Recordings.load(name);
    ChatRequest request = request(recorded);
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.otherwise(recorded.reply());
      List<String> whole = comparable(collected(upstream, new TestingTransport(), request));
      int length = recorded.response().orElseThrow().body().length;
      for (int position = 1; position < length; position++) {
        HttpTransport split = SplittingTransport.at(new TestingTransport(), position);
        assertThat(comparable(collected(upstream, split, request)))
            .as("split after %d of %d bytes", position, length)
            .isEqualTo(whole);
      }
      HttpTransport single = SplittingTransport.every(new TestingTransport(), 1);
      assertThat(comparable(collected(upstream, single, request))).isEqualTo(whole);
    }
  }

  private static Collected collected(
      ScriptedUpstream upstream, HttpTransport transport, ChatRequest request) {
    List<Chunk> chunks = new ArrayList<>();
    collect(chat(upstream, transport), request, chunks);
    return new Collected(chunks);
  }

  private static List<String> comparable(Collected answer) {
    return answer.chunks().stream()
        .map(
            chunk ->
                chunk
                    + chunk
                        .wire()
                        .map(frame -> new String(frame.bytes(), StandardCharsets.UTF_8))
                        .orElse(""))
        .toList();
  }
}
