package org.jackfield.plugin.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jackfield.plugin.llamacpp.gguf.GgufBytes;
import org.jackfield.plugin.llamacpp.gguf.HostileGguf;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Deadline;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LlamaCppBackendTest {
  private static final String MODEL = "smollm2-135m-instruct";
  private static final Sampling GREEDY = Sampling.NONE.withTemperature(0);

  @TempDir private Path folder;
  private final List<Backend> backends = new ArrayList<>();
  private final TestingAttempt attempt = TestingAttempt.unlimited();

  @AfterEach
  void closeAll() {
    backends.forEach(Backend::close);
  }

  /** A whole answer. */
  private record Answer(String text, Chunk.Finish finish, List<Chunk> chunks) {}

  @Test
  void answersWithTheDefaultModel() {
    Answer answer = ask(backend(Map.of()), greeting());

    assertThat(answer.text()).matches("Hello! How can I (assist|help) you today\\?");
    assertThat(answer.finish().reason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.finish().usage().input()).hasValue(31);
    assertThat(answer.finish().usage().output()).hasValue(10);
    assertThat(answer.chunks().getFirst()).isEqualTo(Chunk.start(MODEL, ""));
    assertThat(answer.chunks()).hasSizeGreaterThan(5);
  }

  @Test
  void promptsAreTheTokensThatTheReferenceHas() {
    Backend backend = backend(Map.of());
    for (JsonNode one : Fixtures.json("smollm2-135m.reference.json").get("cases")) {
      if (one.has("messages")) {
        assertThat(count(backend, conversation(one.get("messages"))))
            .as(one.get("name").asString())
            .isEqualTo(one.get("input_ids").size());
      }
    }
  }

  @Test
  void theTinyModelsTemplateGivesTheReferencesAnswer() {
    Backend backend = backend(Fixtures.tinyModel(), Map.of("n_ctx", "512", "kv_type", "f32"));
    for (JsonNode one : Fixtures.json("tiny-llama.reference.json").get("cases")) {
      if (one.has("messages")) {
        Answer answer = ask(backend, with(conversation(one.get("messages")), 32));

        assertThat(answer.finish().usage().input()).hasValue(one.get("input_ids").size());
        assertThat(answer.text()).isEqualTo(one.get("text").asString());
      }
    }
  }

  @Test
  void theNextTurnOfAConversationReadsTheCache() {
    Backend backend = backend(Map.of());
    List<Message> messages = new ArrayList<>(List.of(Message.user("Name a colour.")));
    long inputBefore = 0;
    for (int turn = 0; turn < 3; turn++) {
      Answer answer =
          ask(
              backend,
              ChatRequest.builder()
                  .messages(messages)
                  .sampling(GREEDY)
                  .limits(Limits.NONE.withMaxOutputTokens(20))
                  .build());
      assertThat(answer.finish().usage().cachedInput().orElseThrow())
          .isGreaterThanOrEqualTo(inputBefore);
      inputBefore = answer.finish().usage().input().orElseThrow();
      messages.add(Message.assistant(answer.text()));
      messages.add(Message.user("And another one."));
    }
  }

  @Test
  void anotherTemplateInTheFileChangesThePrompt() throws IOException {
    GgufBytes bytes = new GgufBytes(Files.readAllBytes(Fixtures.tinyModel()));
    Path changed =
        Files.write(
            folder.resolve("changed.gguf"),
            bytes
                .set(
                    "tokenizer.chat_template",
                    GgufBytes.text(
                        "{% for m in messages %}Somebody says: {{ m.content }}\n{% endfor %}Answer:"))
                .bytes());
    ChatRequest request = request("Hello").build();

    long before = count(backend(Fixtures.tinyModel(), Map.of("n_ctx", "512")), request);
    long after = count(backend(changed, Map.of("n_ctx", "512")), request);

    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void aTemplateThatOurJinjaDoesNotKnowIsNamed() throws IOException {
    GgufBytes bytes = new GgufBytes(Files.readAllBytes(Fixtures.tinyModel()));
    Path changed =
        Files.write(
            folder.resolve("odd.gguf"),
            bytes.set("tokenizer.chat_template", GgufBytes.text("{% include 'other' %}")).bytes());

    assertThat(failure(backend(changed, Map.of()), request("Hello").build()))
        .returns(ErrorCode.UNSUPPORTED, BackendException::code)
        .satisfies(e -> assertThat(e.message()).contains("include"));
  }

  @Test
  void aTemplateWithoutEndIsStopped() throws IOException {
    Path file =
        Files.write(folder.resolve("endless.gguf"), HostileGguf.named("template-endless").bytes());

    assertThat(failure(backend(file, Map.of()), request("Hello").build()).code())
        .isEqualTo(ErrorCode.UNSUPPORTED);
  }

  @Test
  void aModelWithoutTemplateSaysSo() throws IOException {
    GgufBytes bytes = new GgufBytes(Files.readAllBytes(Fixtures.tinyModel()));
    Path bare =
        Files.write(folder.resolve("bare.gguf"), bytes.drop("tokenizer.chat_template").bytes());

    assertThat(failure(backend(bare, Map.of()), request("Hello").build()))
        .returns(ErrorCode.UNSUPPORTED, BackendException::code)
        .satisfies(e -> assertThat(e.message()).contains("no chat template"));
  }

  @Test
  void aDamagedFileIsRefusedBeforeTheNativeLoaderSeesIt() throws IOException {
    Path file =
        Files.write(folder.resolve("layers.gguf"), HostileGguf.named("layers-huge").bytes());

    assertThat(failure(backend(file, Map.of()), request("Hello").build()))
        .returns(ErrorCode.UNAVAILABLE, BackendException::code)
        .satisfies(e -> assertThat(e.message()).contains("block_count", file.toString()))
        .satisfies(
            e ->
                assertThat(e.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("pull")));
  }

  @Test
  void afterAFailedLoadTheNextRequestTriesAgain() throws IOException {
    Path file =
        Files.write(folder.resolve("later.gguf"), HostileGguf.named("truncated-data").bytes());
    Backend backend = backend(file, Map.of("n_ctx", "256"));
    assertThat(failure(backend, request("Hello").build()).message()).contains("cut off");

    Files.write(file, HostileGguf.named("valid").bytes());

    assertThat(ask(backend, with(request("Hello").build(), 4)).finish().usage().output())
        .isPresent();
  }

  @Test
  void aControlTokenTypedByAUserIsText() {
    Backend backend = backend(Map.of());

    long plain = count(backend, request("").build());
    long typed = count(backend, request("<|im_end|>").build());

    assertThat(typed - plain).isEqualTo(7);
  }

  @Test
  void aPromptLongerThanTheContextIsRefusedWithBothCounts() {
    Backend backend = backend(Map.of("n_ctx", "64"));

    assertThat(failure(backend, request("word ".repeat(200)).build()))
        .returns(ErrorCode.CONTEXT_LENGTH, BackendException::code)
        .satisfies(
            e -> assertThat(e.message()).containsPattern("\\b2\\d\\d tokens").contains("64"));
  }

  @Test
  void aLongPromptTellsHowMuchOfItIsRead() {
    TestingHost host =
        new TestingHost(
            context(Fixtures.tinyModel(), Map.of("n_ctx", "512", "n_batch", "64")), Map.of());
    Backend backend = make(host);
    ChatRequest request = with(request("word ".repeat(100)).build(), 2);
    long tokens = count(backend, request);

    ask(backend, request);

    assertThat(host.progress())
        .last()
        .asString()
        .matches("reading the prompt: \\d+ of \\d+ tokens");
    assertThat(host.progress()).last().asString().contains("of " + tokens + " tokens");
  }

  @Test
  void unusualTextIsAcceptedOrRefusedButNeverCrashes() {
    Backend backend = backend(Map.of("n_ctx", "256"));

    assertThat(ask(backend, with(request("NUL \0 and a lone \ud83d surrogate").build(), 3)).text())
        .isNotNull();
    assertThat(failure(backend, request("word ".repeat(1_000_000)).build()).code())
        .isEqualTo(ErrorCode.CONTEXT_LENGTH);
    assertThat(failure(backend, request("a".repeat(5_000_000)).build()).code())
        .isEqualTo(ErrorCode.CONTEXT_LENGTH);
    assertThat(failure(backend, request("\u00e9\u4e16".repeat(1_000_000)).build()).code())
        .isEqualTo(ErrorCode.CONTEXT_LENGTH);
  }

  @Test
  void theSameSeedGivesTheSameAnswer() {
    Backend backend = backend(Map.of());
    Sampling sampling = Sampling.NONE.withTemperature(1.2).withSeed(99);
    ChatRequest request = with(request("Tell me a story.").sampling(sampling).build(), 30);
    ChatRequest other = request.withSampling(sampling.withSeed(100));

    String first = ask(backend, request).text();

    assertThat(ask(backend, request).text()).isEqualTo(first);
    assertThat(ask(backend, other).text()).isNotEqualTo(first);
  }

  @Test
  void stopSequencesAndTheTokenLimitEndAnAnswer() {
    Backend backend = backend(Map.of());
    ChatRequest request = greeting();

    Answer stopped = ask(backend, request.withLimits(Limits.NONE.withStop(List.of(" can I"))));
    Answer limited = ask(backend, with(request, 3));

    assertThat(stopped.text()).isEqualTo("Hello! How");
    assertThat(stopped.finish().reason()).isEqualTo(FinishReason.STOP);
    assertThat(limited.text()).isEqualTo("Hello! How");
    assertThat(limited.finish().reason()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void whatIsNotSupportedIsNamed() {
    Backend backend = tiny();
    Tool tool = Tool.of("weather", "The weather", "{}");

    assertThat(failure(backend, request("Hi").tools(List.of(tool)).build()).message())
        .contains("tools");
    assertThat(
            failure(
                    backend,
                    request("Hi")
                        .extensions(Extensions.of(Map.of("logit_bias", "{\"1\":5}")))
                        .build())
                .message())
        .contains("logit_bias");
    assertThat(
            failure(backend, ChatRequest.builder().message(Message.toolResult("1", "x")).build())
                .message())
        .contains("tool results");
    assertThat(failure(backend, with(request("Hi").build(), 0)).code())
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(failure(backend, request("Hi").sampling(Sampling.NONE.withTemperature(3)).build()))
        .returns(ErrorCode.INVALID_REQUEST, BackendException::code)
        .satisfies(e -> assertThat(e.message()).contains("'temperature' is 3.0"));
    assertThat(failure(backend, request("Hi").extensions(Extensions.of(Map.of("n", "2"))).build()))
        .returns(ErrorCode.UNSUPPORTED, BackendException::code)
        .satisfies(e -> assertThat(e.message()).contains("'n'"));
  }

  @Test
  void toolsThatMayNotBeCalledAreLeftOutWithANote() {
    Tool tool = Tool.of("weather", "The weather", "{}");

    ask(tiny(), with(request("Hi").tools(List.of(tool)).toolChoice(ToolChoice.none()).build(), 2));

    assertThat(attempt.notes()).singleElement().asString().contains("tools");
  }

  @Test
  void aRequestMayNameAnotherModelOfTheCatalogueButNoFile() throws IOException {
    Path second = Files.copy(Fixtures.tinyModel(), folder.resolve("second.gguf"));
    TestingContext context =
        context(Fixtures.tinyModel(), Map.of("n_ctx", "256"))
            .withFile("second", second)
            .withFile(second.toString(), second);
    Backend backend = make(context);

    assertThat(ask(backend, with(request("Hi").model("second").build(), 2)).chunks().getFirst())
        .isEqualTo(Chunk.start("second", ""));
    assertThat(ask(backend, with(request("Hi").build(), 2)).chunks().getFirst())
        .isEqualTo(Chunk.start(MODEL, ""));
    assertThat(failure(backend, request("Hi").model(second.toString()).build()).code())
        .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(failure(backend, request("Hi").model("nonesuch").build()).code())
        .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
  }

  @Test
  void anotherModelHasToWaitWhileTheOneInMemoryIsInUse() throws IOException {
    Path second = Files.copy(Fixtures.tinyModel(), folder.resolve("second.gguf"));
    Backend backend =
        make(context(Fixtures.tinyModel(), Map.of("n_ctx", "256")).withFile("second", second));
    try (ChatStream stream = chat(backend).open(request("Hi").build(), attempt)) {
      stream.next();

      assertThat(failure(backend, request("Hi").model("second").build()))
          .returns(ErrorCode.OVERLOADED, BackendException::code)
          .satisfies(
              e ->
                  assertThat(e.hint())
                      .hasValueSatisfying(h -> assertThat(h).contains("max_models")));
    }
    assertThat(ask(backend, with(request("Hi").model("second").build(), 2)).text()).isNotNull();
  }

  @Test
  void creatingAndProbingLoadNothing() {
    TestingContext context = context(Fixtures.tinyModel(), Map.of());
    Backend backend = make(context);

    assertThat(backend.probe(attempt).state()).isEqualTo(Health.State.UP);
    assertThat(backend.capabilities("").contextTokens()).hasValue(4096);
    assertThat(context.notices()).isEmpty();

    ask(backend, with(request("Hi").build(), 1));
    assertThat(backend.capabilities("").contextTokens()).hasValue(512);
    assertThat(context.notices()).singleElement().asString().contains("loaded", "512");
  }

  @Test
  void modelsAreListedWithSizeAndContext() {
    assertThat(tiny().operation(ModelList.class).orElseThrow().models(attempt))
        .singleElement()
        .satisfies(
            model -> {
              assertThat(model.id()).isEqualTo(MODEL);
              assertThat(model.sizeBytes()).hasValue(662816);
              assertThat(model.contextTokens()).hasValue(256);
            });
  }

  @Test
  void aDeadlineOrACancelDuringLoadingEndsTheWaiting() {
    Backend backend = backend(Map.of());
    TestingAttempt late = TestingAttempt.until(Deadline.in(java.time.Duration.ofNanos(1)));
    TestingAttempt gone = TestingAttempt.unlimited();
    gone.cancel();

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> chat(backend).open(request("Hi").build(), late))
        .returns(ErrorCode.TIMEOUT, BackendException::code);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> chat(backend).open(request("Hi").build(), gone))
        .returns(ErrorCode.CANCELLED, BackendException::code);
  }

  @Test
  void aContextThatNoMemoryCanHoldIsRefusedBeforeItIsAllocated() throws IOException {
    GgufBytes bytes = new GgufBytes(Files.readAllBytes(Fixtures.tinyModel()));
    Path endless =
        Files.write(
            folder.resolve("endless-context.gguf"),
            bytes.set("llama.context_length", GgufBytes.u32(0xFFFF_FFFFL)).bytes());
    Map<String, String> settings = Map.of("n_ctx", "16777216", "parallel", "64", "kv_type", "f32");

    assertThat(failure(backend(endless, settings), request("Hi").build()))
        .returns(ErrorCode.UNAVAILABLE, BackendException::code)
        .satisfies(e -> assertThat(e.message()).contains("64 x 16777216 tokens", "available"));
    assertThat(ask(backend(endless, Map.of()), with(request("Hi").build(), 1)).finish().reason())
        .as("the default is a length that fits")
        .isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void settingsWithoutAMeaningAreRefusedByName() {
    for (var wrong :
        Map.of("n_ctx", "0", "parallel", "1000", "top_p", "2", "repeat_last_n", "-1").entrySet()) {
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> tinyWith(Map.of(wrong.getKey(), wrong.getValue())))
          .returns(ErrorCode.INVALID_REQUEST, BackendException::code)
          .withMessageContaining(wrong.getKey());
    }
  }

  private Backend tiny() {
    return tinyWith(Map.of("n_ctx", "256"));
  }

  private Backend tinyWith(Map<String, String> settings) {
    return backend(Fixtures.tinyModel(), settings);
  }

  private Backend backend(Map<String, String> settings) {
    return backend(TestArtifacts.smollm2(), settings);
  }

  private Backend backend(Path model, Map<String, String> settings) {
    return make(context(model, settings));
  }

  private static TestingContext context(Path model, Map<String, String> settings) {
    // One thread: the library's threads wait for each other actively, which is slow where others
    // compute too.
    Map<String, String> all = new HashMap<>(Map.of("n_threads", "1"));
    all.putAll(settings);
    return TestingContext.of(new LlamaCppBackendFactory(), all)
        .withFile(MODEL, model)
        .withFile("llama.cpp", TestArtifacts.natives());
  }

  private Backend make(BackendContext context) {
    Backend backend = new LlamaCppBackendFactory().create(context);
    backends.add(backend);
    return backend;
  }

  private static Chat chat(Backend backend) {
    return backend.operation(Chat.class).orElseThrow();
  }

  private Answer ask(Backend backend, ChatRequest request) {
    List<Chunk> chunks = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    try (ChatStream stream = chat(backend).open(request, attempt)) {
      while (true) {
        Chunk chunk = stream.next();
        chunks.add(chunk);
        if (chunk instanceof Chunk.Text piece) {
          text.append(piece.text());
        } else if (chunk instanceof Chunk.Finish finish) {
          return new Answer(text.toString(), finish, chunks);
        }
      }
    }
  }

  private BackendException failure(Backend backend, ChatRequest request) {
    try {
      ask(backend, request);
    } catch (BackendException e) {
      return e;
    }
    throw new AssertionError("answered instead of failing");
  }

  private long count(Backend backend, ChatRequest request) {
    return backend.operation(TokenCount.class).orElseThrow().count(request, attempt).tokens();
  }

  /**
   * What the small model answers in one sentence, whatever the processor: by the reference only one
   * word of it is a near tie.
   */
  private static ChatRequest greeting() {
    return with(request("Hi").sampling(GREEDY).build(), 40);
  }

  private static ChatRequest.Builder request(String text) {
    return ChatRequest.builder().message(Message.user(text));
  }

  private static ChatRequest with(ChatRequest request, int maxTokens) {
    return request.withLimits(Limits.NONE.withMaxOutputTokens(maxTokens));
  }

  private static ChatRequest conversation(JsonNode messages) {
    ChatRequest.Builder builder = ChatRequest.builder().sampling(GREEDY);
    for (JsonNode message : messages) {
      String text = message.get("content").asString();
      builder.message(
          switch (message.get("role").asString()) {
            case "system" -> Message.system(text);
            case "user" -> Message.user(text);
            default -> Message.assistant(text);
          });
    }
    return builder.build();
  }
}
