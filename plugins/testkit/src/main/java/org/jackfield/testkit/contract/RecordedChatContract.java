package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Usage;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Recording;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Recorded chats of a real server that speaks OpenAI's chat completions, played byte for byte to
 * the whole backend: it makes of each what its {@code meta.json} says that a client should.
 */
@Timeout(300)
public abstract class RecordedChatContract {
  /** What the classes of errors in the recordings become, unless a case is told apart. */
  private static final Map<String, List<ErrorCode>> CODES =
      Map.ofEntries(
          Map.entry("bad_request", List.of(ErrorCode.INVALID_REQUEST)),
          Map.entry("auth", List.of(ErrorCode.AUTHENTICATION)),
          Map.entry("model_missing", List.of(ErrorCode.MODEL_NOT_FOUND)),
          Map.entry("context_too_long", List.of(ErrorCode.CONTEXT_LENGTH)),
          Map.entry("unavailable", List.of(ErrorCode.OVERLOADED, ErrorCode.UNAVAILABLE)),
          Map.entry("server_error", List.of(ErrorCode.UNAVAILABLE)),
          Map.entry("not_supported", List.of(ErrorCode.UNSUPPORTED)),
          Map.entry("route_missing", List.of(ErrorCode.PROTOCOL)),
          Map.entry("error_in_stream", List.of(ErrorCode.UNAVAILABLE)),
          Map.entry("truncated_stream", List.of(ErrorCode.PROTOCOL)),
          Map.entry("connection_closed_without_response", List.of(ErrorCode.UNAVAILABLE)));

  /** The folder of the recordings; what is no chat there is left alone. */
  protected abstract Path folder();

  /** A backend for that upstream. */
  protected abstract Backend backend(ScriptedUpstream upstream);

  /** The recorded request, or any other where that one is none: the reply is what counts. */
  protected abstract ChatRequest request(Recording recording);

  /** What the server answers beside that chat to a request of another kind. */
  protected Optional<Reply> aside(Recording recording, Received request) {
    return Optional.empty();
  }

  /** The code of a case where its class in the recording does not say it; empty for all others. */
  protected abstract Optional<ErrorCode> exactly(Recording recording);

  /** Every chat, played. */
  @TestFactory
  Stream<DynamicTest> every_recorded_chat_becomes_what_the_server_meant() {
    List<Recording> chats =
        Recording.loadAll(folder()).stream().filter(RecordedChatContract::played).toList();
    assertThat(chats).as("recorded chats in %s", folder()).hasSizeGreaterThan(50);
    return chats.stream().map(recording -> dynamicTest(recording.name(), () -> plays(recording)));
  }

  /**
   * One chat and its whole answer. What our transport never does is left out: take a packed answer.
   */
  private static boolean played(Recording recording) {
    Json meta = recording.meta();
    return meta.at("/requests/0/path").text().equals("/v1/chat/completions")
        && meta.at("/requests/0/method").text().equals("POST")
        && meta.find("/outcomes").isEmpty()
        && !recording.name().equals("chat-unary-gzip-accepted")
        && text(meta, "/outcome/error_class").filter("cancelled_by_client"::equals).isEmpty();
  }

  private void plays(Recording recording) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.aside(request -> aside(recording, request));
      upstream.otherwise(recording.reply());
      Chat chat = backend(upstream).operation(Chat.class).orElseThrow();
      Optional<String> error = text(recording.outcome(), "/error_class");
      Optional<ErrorCode> exactly = exactly(recording);
      if (error.isEmpty() && exactly.isEmpty()) {
        answers(recording.outcome(), asked(chat, request(recording)));
      } else {
        BackendException thrown =
            catchThrowableOfType(BackendException.class, () -> asked(chat, request(recording)));
        assertThat(thrown).as("the error of %s", recording).isNotNull();
        assertThat(thrown.code())
            .as(thrown.message())
            .isIn(exactly.map(List::of).orElseGet(() -> CODES.get(error.orElseThrow())));
      }
    }
  }

  private static List<Chunk> asked(Chat chat, ChatRequest request) {
    try (ChatStream stream = chat.open(request, TestingAttempt.limitedTo(Duration.ofSeconds(20)))) {
      return DialectTest.drain(stream);
    }
  }

  private static void answers(Json outcome, List<Chunk> chunks) {
    assertThat(DialectTest.text(chunks)).isEqualTo(text(outcome, "/text").orElse(""));
    text(outcome, "/reasoning")
        .ifPresent(thought -> assertThat(thinking(chunks)).isEqualTo(thought));
    List<Json> calls = outcome.find("/tool_calls").map(Json::items).orElse(List.of());
    assertThat(chunks.stream().filter(Chunk.ToolCallStart.class::isInstance))
        .extracting(call -> ((Chunk.ToolCallStart) call).name())
        .containsExactlyElementsOf(
            calls.stream().map(call -> either(call, "/function/name", "/name")).toList());
    assertThat(arguments(chunks))
        .isEqualTo(
            calls.stream()
                .map(call -> either(call, "/function/arguments", "/arguments"))
                .reduce("", String::concat));
    Chunk.Finish finish = DialectTest.finish(chunks);
    assertThat(finish.reason())
        .isEqualTo(reason(text(outcome, "/finish_reason").orElse(""), !calls.isEmpty()));
    counts(outcome, finish.usage());
  }

  private static void counts(Json outcome, Usage usage) {
    assertThat(usage.input()).isEqualTo(number(outcome, "/usage/prompt_tokens"));
    assertThat(usage.output()).isEqualTo(number(outcome, "/usage/completion_tokens"));
    assertThat(usage.cachedInput())
        .isEqualTo(number(outcome, "/usage/prompt_tokens_details/cached_tokens"));
  }

  private static FinishReason reason(String word, boolean calls) {
    return switch (word) {
      case "length" -> FinishReason.LENGTH;
      case "tool_calls" -> FinishReason.TOOL_CALLS;
      default -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    };
  }

  private static String thinking(List<Chunk> chunks) {
    StringBuilder text = new StringBuilder();
    for (Chunk chunk : chunks) {
      if (chunk instanceof Chunk.Thinking thinking) {
        text.append(thinking.text());
      }
    }
    return text.toString();
  }

  private static String arguments(List<Chunk> chunks) {
    StringBuilder json = new StringBuilder();
    for (Chunk chunk : chunks) {
      if (chunk instanceof Chunk.ToolCallArguments more) {
        json.append(more.json());
      }
    }
    return json.toString();
  }

  private static String either(Json call, String one, String other) {
    return call.find(one).or(() -> call.find(other)).orElseThrow().text();
  }

  private static Optional<String> text(Json json, String pointer) {
    return json.find(pointer).filter(value -> !(value instanceof Json.Null)).map(Json::text);
  }

  private static OptionalLong number(Json json, String pointer) {
    return text(json, pointer).stream().mapToLong(Long::parseLong).findFirst();
  }
}
