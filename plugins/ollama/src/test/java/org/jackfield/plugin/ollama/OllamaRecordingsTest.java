package org.jackfield.plugin.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Recording;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What a real server sent, byte for byte, becomes what a client should make of it. */
@Timeout(120)
class OllamaRecordingsTest {
  private static final ChatRequest REQUEST =
      ChatRequest.builder().message(Message.user("What is the capital of France?")).build();

  private static final Map<String, ErrorCode> CODES =
      Map.of(
          "bad_request", ErrorCode.INVALID_REQUEST,
          "context_too_long", ErrorCode.CONTEXT_LENGTH,
          "model_missing", ErrorCode.MODEL_NOT_FOUND,
          "unavailable", ErrorCode.OVERLOADED,
          "forbidden", ErrorCode.PERMISSION,
          "server_error", ErrorCode.INVALID_REQUEST,
          "error_in_stream", ErrorCode.UNAVAILABLE,
          "truncated_stream", ErrorCode.PROTOCOL);

  private static List<Recording> recordings() {
    try {
      return Recording.loadAll(
          Path.of(
              Objects.requireNonNull(OllamaRecordingsTest.class.getResource("/recordings"))
                  .toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Recording recording(String name) {
    return recordings().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }

  @TestFactory
  Stream<DynamicTest> every_recorded_chat_becomes_what_it_was() {
    List<Recording> chats =
        recordings().stream().filter(r -> r.name().startsWith("api-chat-")).toList();
    assertThat(chats).hasSizeGreaterThan(60);
    return chats.stream()
        .map(recording -> DynamicTest.dynamicTest(recording.name(), () -> replay(recording)));
  }

  /** In both directions: what was asked goes out as it was recorded, and comes back as it meant. */
  private static void replay(Recording recording) {
    String error = recording.outcome().at("/error_class").text();
    Optional<RecordedRequest> recorded = RecordedRequest.of(recording);
    ChatRequest request = recorded.map(RecordedRequest::request).orElse(REQUEST);
    try (OllamaFixture fixture = new OllamaFixture()) {
      fixture.upstream.enqueue(recording.reply());
      fixture.upstream.aside(OllamaRecordingsTest::loadedModels);
      if (error.equals("null")) {
        assertAnswer(recording, fixture.ask(request));
      } else if (error.equals("cancelled_by_client")) {
        cancel(fixture, recording, request);
      } else {
        BackendException thrown =
            Assertions.catchThrowableOfType(BackendException.class, () -> fixture.ask(request));
        boolean unsupported = error.equals("bad_request") && recording.name().endsWith("-support");
        assertThat(thrown.code())
            .as(thrown.message())
            .isEqualTo(unsupported ? ErrorCode.UNSUPPORTED : CODES.get(error));
      }
      recorded.ifPresent(
          asked ->
              assertThat(fixture.upstream.received().getFirst().json())
                  .isEqualTo(asked.expected("llama3.1")));
    }
  }

  private static Optional<Reply> loadedModels(Received request) {
    return request.target().equals("/api/ps")
        ? Optional.of(recording("api-ps").reply())
        : Optional.empty();
  }

  @Test
  void the_recorded_size_of_the_context_is_told_where_a_prompt_did_not_fit() {
    try (OllamaFixture fixture = new OllamaFixture()) {
      fixture.upstream.enqueue(recording("api-chat-context-truncate-false").reply());
      fixture.upstream.aside(OllamaRecordingsTest::loadedModels);

      BackendException thrown =
          Assertions.catchThrowableOfType(
              BackendException.class, () -> fixture.ask(REQUEST, "model", "smollm2:135m"));

      assertThat(thrown.message()).contains("does not fit the context of 2048 tokens");
    }
  }

  @Test
  void recorded_requests_are_compared_but_for_those_that_nobody_would_make() {
    assertThat(
            recordings().stream()
                .filter(recording -> recording.name().startsWith("api-chat-"))
                .filter(recording -> RecordedRequest.of(recording).isEmpty()))
        .extracting(Recording::name)
        .containsExactlyInAnyOrder(
            "api-chat-array",
            "api-chat-content-parts",
            "api-chat-empty-body",
            "api-chat-format-number",
            "api-chat-format-unknown",
            "api-chat-image-bad-base64",
            "api-chat-messages-empty",
            "api-chat-messages-missing",
            "api-chat-not-json",
            "api-chat-role-unknown",
            "api-chat-wrong-type");
  }

  @Test
  void a_question_about_no_model_is_the_callers_mistake() {
    Part.Image picture = Part.image(Media.inline("image/png", new byte[] {1}));
    try (OllamaFixture fixture = new OllamaFixture()) {
      fixture.upstream.enqueue(recording("api-show-missing").reply());

      BackendException thrown =
          Assertions.catchThrowableOfType(
              BackendException.class,
              () ->
                  fixture.ask(
                      ChatRequest.builder()
                          .message(Message.of(Message.Role.USER, List.of(picture)))
                          .build()));

      assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
      assertThat(thrown.message()).contains("model is required");
      assertThat(fixture.upstream.lastRequest().target()).isEqualTo("/api/show");
    }
  }

  private static void assertAnswer(Recording recording, List<Chunk> chunks) {
    // Of several responses on one connection, the first is the chat's.
    Json outcome = recording.meta().find("/outcomes/0").orElse(recording.outcome());
    assertThat(OllamaFixture.text(chunks))
        .isEqualTo(outcome.find("/text").map(Json::text).orElse(""));
    Chunk.Finish finish = (Chunk.Finish) chunks.getLast();
    List<Json> calls = outcome.find("/tool_calls").map(Json::items).orElse(List.of());
    assertThat(chunks.stream().filter(Chunk.ToolCallStart.class::isInstance)).hasSize(calls.size());
    assertThat(finish.reason())
        .isEqualTo(
            calls.isEmpty()
                ? switch (outcome.at("/finish_reason").text()) {
                  case "stop" -> FinishReason.STOP;
                  case "length" -> FinishReason.LENGTH;
                  default -> FinishReason.UNKNOWN;
                }
                : FinishReason.TOOL_CALLS);
    outcome
        .find("/usage/eval_count")
        .ifPresent(
            count -> assertThat(finish.usage().output()).hasValue(Long.parseLong(count.text())));
    outcome
        .find("/usage/prompt_eval_count")
        .ifPresent(
            count -> assertThat(finish.usage().input()).hasValue(Long.parseLong(count.text())));
  }

  /** The recorded client left; so does this one, once it has read what came. */
  private static void cancel(OllamaFixture fixture, Recording recording, ChatRequest request) {
    int pieces = new String(recording.responseBody(), StandardCharsets.UTF_8).split("\n").length;
    if (recording.outcome().at("/status").text().equals("null")) {
      Thread.ofVirtual()
          .start(
              () -> {
                fixture.upstream.awaitRequests(1);
                fixture.attempt.cancel();
              });
      BackendException thrown =
          Assertions.catchThrowableOfType(BackendException.class, () -> fixture.ask(request));
      assertThat(thrown.code()).isEqualTo(ErrorCode.CANCELLED);
    } else {
      try (ChatStream stream = fixture.operation(Chat.class).open(request, fixture.attempt)) {
        for (int i = 0; i < pieces - 1; i++) {
          assertThat(stream.next()).isNotInstanceOf(Chunk.Finish.class);
        }
      }
    }
    fixture.upstream.awaitClientGone(ScriptedUpstream.PATIENCE);
  }

  @Test
  void a_recorded_tool_call_has_its_id_name_and_arguments() {
    for (String name : List.of("api-chat-tools-fewshot", "api-chat-tools-fewshot-stream")) {
      try (OllamaFixture fixture = new OllamaFixture()) {
        fixture.upstream.enqueue(recording(name).reply());

        List<Chunk> chunks = fixture.ask(REQUEST);

        assertThat(chunks)
            .filteredOn(Chunk.ToolCallStart.class::isInstance)
            .singleElement()
            .satisfies(
                call -> {
                  assertThat(((Chunk.ToolCallStart) call).name()).isEqualTo("get_weather");
                  assertThat(((Chunk.ToolCallStart) call).id()).startsWith("call_");
                });
        assertThat(chunks)
            .filteredOn(Chunk.ToolCallArguments.class::isInstance)
            .singleElement()
            .satisfies(
                call ->
                    assertThat(Json.parse(((Chunk.ToolCallArguments) call).json()))
                        .isEqualTo(Json.parse("{\"unit\":\"celsius\",\"city\":\"Paris\"}")));
      }
    }
  }

  @Test
  void recorded_log_probabilities_come_as_openai_clients_know_them() {
    ChatRequest asked =
        REQUEST.withExtensions(Extensions.of(Map.of("logprobs", "true", "top_logprobs", "2")));
    for (String name : List.of("api-chat-logprobs", "api-chat-logprobs-stream")) {
      try (OllamaFixture fixture = new OllamaFixture()) {
        fixture.upstream.enqueue(recording(name).reply());

        List<Chunk> chunks = fixture.ask(asked);

        List<Json> tokens =
            chunks.stream()
                .flatMap(chunk -> chunk.extensions().json("logprobs").stream())
                .flatMap(json -> Json.parse(json).at("/content").items().stream())
                .toList();
        assertThat(tokens)
            .extracting(token -> token.at("/token").text())
            .containsExactly("The", " capital", " of", " France");
        assertThat(tokens)
            .allSatisfy(token -> assertThat(token.at("/top_logprobs").items()).hasSize(2));
        assertThat(fixture.attempt.notes()).isEmpty();
      }
    }
  }

  @Test
  void the_recorded_list_of_models_is_read() {
    try (OllamaFixture fixture = new OllamaFixture()) {
      fixture.upstream.enqueue(recording("api-tags").reply());

      var models = fixture.operation(ModelList.class).models(fixture.attempt);

      assertThat(models)
          .extracting(model -> model.id())
          .contains("smollm2-toolstart:latest", "smollm2:135m");
      assertThat(models.getFirst().sizeBytes()).hasValue(98363730);
    }
  }

  @Test
  void recorded_embeddings_are_read_in_order() {
    try (OllamaFixture fixture = new OllamaFixture()) {
      fixture.upstream.enqueue(recording("api-embed-array").reply());

      var result =
          fixture
              .operation(Embeddings.class)
              .embed(EmbeddingRequest.of("", List.of("hello", "world")), fixture.attempt);

      assertThat(result.vectors()).hasSize(2).allMatch(vector -> vector.length == 576);
      assertThat(result.vectors().getFirst()[0]).isNotEqualTo(result.vectors().getLast()[0]);
      assertThat(result.usage().input()).hasValue(2);
      assertThat(result.usage().origin()).isEqualTo(Usage.Origin.REPORTED);
      assertThat(result.model()).isEqualTo("smollm2:135m");
    }
  }
}
