package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.SplittingTransport;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingTransport;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Recording;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Real servers, replayed byte for byte over a socket: the codec makes of them what they meant. */
@Timeout(300)
class RecordedConversationsTest {
  /** How the classes of the recordings translate; where a case says more than its class, below. */
  private static final Map<String, Set<ErrorCode>> CODES =
      Map.ofEntries(
          Map.entry("bad_request", EnumSet.of(ErrorCode.INVALID_REQUEST)),
          Map.entry("auth", EnumSet.of(ErrorCode.AUTHENTICATION)),
          Map.entry("model_missing", EnumSet.of(ErrorCode.MODEL_NOT_FOUND)),
          Map.entry("context_too_long", EnumSet.of(ErrorCode.CONTEXT_LENGTH)),
          Map.entry("unavailable", EnumSet.of(ErrorCode.OVERLOADED, ErrorCode.UNAVAILABLE)),
          Map.entry("server_error", EnumSet.of(ErrorCode.UNAVAILABLE)),
          Map.entry("not_supported", EnumSet.of(ErrorCode.UNSUPPORTED)),
          Map.entry("route_missing", EnumSet.of(ErrorCode.PROTOCOL)),
          Map.entry("error_in_stream", EnumSet.of(ErrorCode.UNAVAILABLE)),
          Map.entry("truncated_stream", EnumSet.of(ErrorCode.PROTOCOL)),
          Map.entry("connection_closed_without_response", EnumSet.of(ErrorCode.UNAVAILABLE)));

  /** Cases in which the class is by status alone, and the text or a field says what it is. */
  private static final Map<String, ErrorCode> EXACTLY =
      Map.ofEntries(
          Map.entry("litellm/chat-image-part", ErrorCode.UNSUPPORTED),
          Map.entry("litellm/chat-unknown-model", ErrorCode.MODEL_NOT_FOUND),
          Map.entry("litellm/chat-unknown-model-stream", ErrorCode.MODEL_NOT_FOUND),
          Map.entry("litellm/key-wrong", ErrorCode.AUTHENTICATION),
          Map.entry("litellm/key-wrong-no-sk", ErrorCode.AUTHENTICATION),
          Map.entry("llama-server/chat-empty-body", ErrorCode.INVALID_REQUEST),
          Map.entry("llama-server/chat-image-part", ErrorCode.UNSUPPORTED),
          Map.entry("llama-server/tooltpl-chat-image-part", ErrorCode.UNSUPPORTED),
          Map.entry("llama-server/chat-loading", ErrorCode.UNAVAILABLE),
          Map.entry("ollama/chat-json-schema-invalid", ErrorCode.INVALID_REQUEST),
          Map.entry("ollama/chat-tools-auto-stream", ErrorCode.UNSUPPORTED),
          Map.entry("ollama/chat-tools-forced", ErrorCode.UNSUPPORTED),
          Map.entry("vllm/chat-image-part", ErrorCode.UNSUPPORTED));

  /** What our transport never does: wait for a 100 before its body, take a packed answer. */
  private static final Set<String> NOT_OURS = Set.of("chat-expect-100", "chat-unary-gzip-accepted");

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
        .filter(Recordings.Case::chat)
        .filter(recorded -> !recorded.errorClass().equals("cancelled_by_client"))
        .filter(recorded -> !NOT_OURS.contains(recorded.recording().name()))
        .map(recorded -> dynamicTest(recorded.toString(), () -> replays(recorded)));
  }

  private void replays(Recordings.Case recorded) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.enqueue(recorded.recording().reply());
      OpenAiChat chat = chat(upstream, new TestingTransport());
      if (recorded.errorClass().isEmpty()) {
        checkAnswer(recorded, collect(chat, request(recorded)));
      } else {
        checkError(recorded, catchThrowable(() -> collect(chat, request(recorded))));
      }
    }
  }

  private static Collected collect(OpenAiChat chat, ChatRequest request) {
    try (ChatStream stream = chat.open(request, TestingAttempt.limitedTo(Duration.ofSeconds(20)))) {
      return Collected.from(stream);
    }
  }

  private static OpenAiChat chat(ScriptedUpstream upstream, HttpTransport transport) {
    OpenAiEndpoint endpoint = OpenAiEndpoint.of("recorded", upstream.uri("/v1"), "smollm2-135m");
    return new OpenAiChat(new OpenAiCalls(endpoint, transport, InstantSource.system()));
  }

  /** The request as it was recorded where it is one, else any: the reply is what counts here. */
  private static ChatRequest request(Recordings.Case recorded) {
    try {
      byte[] body = recorded.recording().requestBody().getBytes(StandardCharsets.UTF_8);
      return OpenAiRequestBody.read(body).request();
    } catch (BackendException refused) {
      return ChatRequest.builder().message(Message.user("Hello")).build();
    }
  }

  private static void checkAnswer(Recordings.Case recorded, Collected answer) {
    Recording recording = recorded.recording();
    Json outcome = recording.outcome();
    String text =
        outcome.find("/text").map(Json::toString).orElse("null").equals("null")
            ? ""
            : outcome.at("/text").text();
    assertThat(answer.text()).isEqualTo(text);
    outcome
        .find("/reasoning")
        .filter(value -> !value.toString().equals("null"))
        .ifPresent(reasoning -> assertThat(answer.thinking()).isEqualTo(reasoning.text()));
    List<String> calls = calls(outcome);
    assertThat(answer.calls()).isEqualTo(calls);
    assertThat(answer.finish().reason())
        .isEqualTo(
            FinishReasons.read(outcome.at("/finish_reason").text(), !calls.isEmpty(), false));
    checkUsage(outcome, answer.finish().usage());
    checkBytes(recording, answer);
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
  private static void checkBytes(Recording recording, Collected answer) {
    String sent = new String(recording.responseBody(), StandardCharsets.UTF_8);
    String kept = new String(answer.wire(), StandardCharsets.UTF_8);
    assertThat(kept).isEqualTo(sent.replaceAll("(?m)^:.*\\R\\R?", ""));
  }

  private static void checkError(Recordings.Case recorded, Throwable thrown) {
    assertThat(thrown).isInstanceOf(BackendException.class);
    BackendException error = (BackendException) thrown;
    Set<ErrorCode> expected = CODES.getOrDefault(recorded.errorClass(), Set.of());
    ErrorCode exactly = EXACTLY.get(recorded.toString());
    assertThat(error.code())
        .as(error.message())
        .isIn(exactly == null ? expected : EnumSet.of(exactly));
    assertThat(error.message()).isNotBlank().hasSizeLessThan(600);
  }

  @TestFactory
  Stream<DynamicTest> every_split_position_gives_the_same_chunks() {
    return SPLIT_EVERYWHERE.stream().map(name -> dynamicTest(name, () -> splits(name)));
  }

  private void splits(String name) {
    Recordings.Case recorded = Recordings.load(name);
    ChatRequest request = request(recorded);
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.otherwise(recorded.recording().reply());
      List<String> whole = comparable(collect(chat(upstream, new TestingTransport()), request));
      int length = recorded.recording().responseBody().length;
      for (int position = 1; position < length; position++) {
        HttpTransport split = SplittingTransport.at(new TestingTransport(), position);
        assertThat(comparable(collect(chat(upstream, split), request)))
            .as("split after %d of %d bytes", position, length)
            .isEqualTo(whole);
      }
      HttpTransport single = SplittingTransport.every(new TestingTransport(), 1);
      assertThat(comparable(collect(chat(upstream, single), request))).isEqualTo(whole);
    }
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
