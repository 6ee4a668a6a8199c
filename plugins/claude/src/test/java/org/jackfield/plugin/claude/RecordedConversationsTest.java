package org.jackfield.plugin.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.SplittingTransport;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.TestingTransport;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Recording;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Real servers that speak the Messages API, replayed byte for byte over a socket. */
@Timeout(300)
class RecordedConversationsTest {
  private static final Path ROOT = Path.of("src", "test", "resources", "wire");
  private static final List<String> SERVERS = List.of("litellm", "llama-server", "ollama", "vllm");

  private static final Map<String, Set<ErrorCode>> CODES =
      Map.ofEntries(
          Map.entry("bad_request", EnumSet.of(ErrorCode.INVALID_REQUEST)),
          Map.entry("auth", EnumSet.of(ErrorCode.AUTHENTICATION)),
          Map.entry("model_missing", EnumSet.of(ErrorCode.MODEL_NOT_FOUND)),
          Map.entry("context_too_long", EnumSet.of(ErrorCode.CONTEXT_LENGTH)),
          Map.entry("unavailable", EnumSet.of(ErrorCode.OVERLOADED, ErrorCode.UNAVAILABLE)),
          Map.entry("server_error", EnumSet.of(ErrorCode.UNAVAILABLE)),
          Map.entry("route_missing", EnumSet.of(ErrorCode.PROTOCOL)),
          Map.entry("error_in_stream", EnumSet.of(ErrorCode.UNAVAILABLE)),
          Map.entry("truncated_stream", EnumSet.of(ErrorCode.PROTOCOL)));

  /** The API's words, as its documents explain them. */
  private static final Map<String, FinishReason> REASONS =
      Map.of(
          "end_turn", FinishReason.STOP,
          "stop_sequence", FinishReason.STOP,
          "max_tokens", FinishReason.LENGTH,
          "model_context_window_exceeded", FinishReason.LENGTH,
          "tool_use", FinishReason.TOOL_CALLS,
          "refusal", FinishReason.REFUSAL);

  /** Cases whose text or field says more than their status. */
  private static final Map<String, Set<ErrorCode>> EXACTLY =
      Map.of(
          "llama-server/messages-image-part", EnumSet.of(ErrorCode.UNSUPPORTED),
          "llama-server/messages-malformed-json", EnumSet.of(ErrorCode.INVALID_REQUEST),
          "llama-server/messages-messages-missing", EnumSet.of(ErrorCode.INVALID_REQUEST),
          "vllm/messages-image-part", EnumSet.of(ErrorCode.UNSUPPORTED),
          // LiteLLM's words for a key it cannot look up: no type that says so.
          "litellm/key-wrong-messages", EnumSet.of(ErrorCode.INVALID_REQUEST),
          // The recorded client gave up on a stream that hung; our deadline ends it.
          "vllm/messages-shutdown-stream", EnumSet.of(ErrorCode.CANCELLED));

  private static final List<String> SPLIT_EVERYWHERE =
      List.of(
          "llama-server/tooltpl-messages-tools-fewshot-stream",
          "ollama/messages-tools-fewshot-stream",
          "vllm/messages-stream",
          "vllm/messages-tools-fewshot-stream");

  private record Case(String server, Recording recording) {
    String path() {
      return recording.meta().at("/requests/0/path").text();
    }

    String errorClass() {
      return recording
          .outcome()
          .find("/error_class")
          .filter(value -> !value.toString().equals("null"))
          .map(Json::text)
          .orElse("");
    }

    @Override
    public String toString() {
      return server + "/" + recording.name();
    }
  }

  private static Stream<Case> cases(String path) {
    return SERVERS.stream()
        .flatMap(
            server ->
                Recording.loadAll(ROOT.resolve(server)).stream()
                    .map(recording -> new Case(server, recording)))
        .filter(recorded -> recorded.path().equals(path));
  }

  @TestFactory
  Stream<DynamicTest> every_recorded_chat_gives_what_its_server_meant() {
    return cases("/v1/messages")
        .filter(recorded -> !recorded.errorClass().equals("cancelled_by_client"))
        .map(recorded -> dynamicTest(recorded.toString(), () -> replays(recorded)));
  }

  @TestFactory
  Stream<DynamicTest> every_recorded_count_is_that_count() {
    return cases("/v1/messages/count_tokens")
        .filter(recorded -> recorded.errorClass().isEmpty())
        .map(recorded -> dynamicTest(recorded.toString(), () -> counts(recorded)));
  }

  private static void counts(Case recorded) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        Backend backend = backend(upstream, new TestingTransport())) {
      upstream.enqueue(recorded.recording().reply());
      Json body =
          Json.parse(new String(recorded.recording().responseBody(), StandardCharsets.UTF_8));
      long tokens =
          backend
              .operation(TokenCount.class)
              .orElseThrow()
              .count(question(), TestingAttempt.unlimited())
              .tokens();

      assertThat(tokens).isEqualTo(Long.parseLong(body.at("/input_tokens").toString()));
      assertThat(upstream.lastRequest().json().find("/max_tokens")).isEmpty();
    }
  }

  private static void replays(Case recorded) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        Backend backend = backend(upstream, new TestingTransport())) {
      upstream.enqueue(recorded.recording().reply());
      if (recorded.errorClass().isEmpty()) {
        checkAnswer(recorded.recording(), collect(backend));
      } else {
        checkError(recorded, catchThrowable(() -> collect(backend)));
      }
    }
  }

  private static Backend backend(ScriptedUpstream upstream, HttpTransport transport) {
    ClaudeFactory factory = new ClaudeFactory();
    return factory.create(
        TestingContext.of(
                factory, Map.of("endpoint", upstream.uri().toString(), "api_key", "test-key"))
            .with(transport));
  }

  private static ChatRequest question() {
    return ChatRequest.builder().message(Message.user("Hello")).build();
  }

  private static List<Chunk> collect(Backend backend) {
    Chat chat = backend.operation(Chat.class).orElseThrow();
    List<Chunk> chunks = new ArrayList<>();
    try (ChatStream stream =
        chat.open(question(), TestingAttempt.limitedTo(Duration.ofSeconds(5)))) {
      do {
        chunks.add(stream.next());
      } while (!(chunks.getLast() instanceof Chunk.Finish));
    }
    return chunks;
  }

  private static void checkAnswer(Recording recording, List<Chunk> chunks) {
    Json outcome = recording.outcome();
    String text =
        outcome.find("/text").map(Json::toString).orElse("null").equals("null")
            ? ""
            : outcome.at("/text").text();
    StringBuilder said = new StringBuilder();
    chunks.forEach(chunk -> said.append(chunk instanceof Chunk.Text piece ? piece.text() : ""));
    assertThat(said.toString()).isEqualTo(text);
    assertThat(calls(chunks)).isEqualTo(calls(outcome));
    Chunk.Finish finish = (Chunk.Finish) chunks.getLast();
    assertThat(finish.reason()).isEqualTo(REASONS.get(outcome.at("/finish_reason").text()));
    checkUsage(outcome, finish.usage());
    String sent = new String(recording.responseBody(), StandardCharsets.UTF_8);
    assertThat(wire(chunks)).isEqualTo(sent.replaceAll("(?m)^:.*\\R\\R?", ""));
  }

  private static List<String> calls(List<Chunk> chunks) {
    Map<Integer, StringBuilder> calls = new LinkedHashMap<>();
    for (Chunk chunk : chunks) {
      if (chunk instanceof Chunk.ToolCallStart start) {
        calls.put(start.part(), new StringBuilder());
      } else if (chunk instanceof Chunk.ToolCallArguments piece) {
        calls.computeIfAbsent(piece.part(), part -> new StringBuilder()).append(piece.json());
      }
    }
    return calls.values().stream().map(json -> Json.parse(json.toString()).toString()).toList();
  }

  private static List<String> calls(Json outcome) {
    return outcome.find("/tool_calls").map(Json::items).orElse(List.of()).stream()
        .map(call -> call.at("/arguments").toString())
        .toList();
  }

  private static void checkUsage(Json outcome, Usage usage) {
    OptionalLong input = figure(outcome, "/usage/input_tokens");
    OptionalLong read = figure(outcome, "/usage/cache_read_input_tokens");
    OptionalLong write = figure(outcome, "/usage/cache_creation_input_tokens");
    assertThat(usage.input()).hasValue(input.orElseThrow() + read.orElse(0) + write.orElse(0));
    assertThat(usage.cachedInput()).isEqualTo(read);
    assertThat(usage.cacheWrite()).isEqualTo(write);
    assertThat(usage.output()).isEqualTo(figure(outcome, "/usage/output_tokens"));
  }

  private static OptionalLong figure(Json outcome, String pointer) {
    return outcome.find(pointer).filter(value -> !value.toString().equals("null")).stream()
        .mapToLong(value -> Long.parseLong(value.toString()))
        .findFirst();
  }

  private static String wire(List<Chunk> chunks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chunks.forEach(chunk -> chunk.wire().ifPresent(frame -> bytes.writeBytes(frame.bytes())));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void checkError(Case recorded, Throwable thrown) {
    assertThat(thrown).isInstanceOf(BackendException.class);
    BackendException error = (BackendException) thrown;
    Set<ErrorCode> expected = CODES.getOrDefault(recorded.errorClass(), Set.of());
    assertThat(error.code())
        .as(error.message())
        .isIn(EXACTLY.getOrDefault(recorded.toString(), expected));
  }

  @TestFactory
  Stream<DynamicTest> every_split_position_gives_the_same_chunks() {
    return SPLIT_EVERYWHERE.stream().map(name -> dynamicTest(name, () -> splits(name)));
  }

  private static void splits(String name) {
    Recording recording = Recording.load(ROOT.resolve(name));
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.otherwise(recording.reply());
      List<String> whole = comparable(collect(backend(upstream, new TestingTransport())));
      int length = recording.responseBody().length;
      for (int position = 1; position < length; position++) {
        HttpTransport split = SplittingTransport.at(new TestingTransport(), position);
        assertThat(comparable(collect(backend(upstream, split))))
            .as("split after %d of %d bytes", position, length)
            .isEqualTo(whole);
      }
    }
  }

  private static List<String> comparable(List<Chunk> chunks) {
    return chunks.stream()
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
