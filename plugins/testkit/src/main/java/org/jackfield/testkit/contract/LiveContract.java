package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jackfield.testkit.contract.DialectTest.drain;
import static org.jackfield.testkit.contract.DialectTest.failure;
import static org.jackfield.testkit.contract.DialectTest.failureOfAnswer;
import static org.jackfield.testkit.contract.DialectTest.finish;
import static org.jackfield.testkit.contract.DialectTest.firstContent;
import static org.jackfield.testkit.contract.DialectTest.hasCode;
import static org.jackfield.testkit.contract.DialectTest.inBackground;
import static org.jackfield.testkit.contract.DialectTest.question;
import static org.jackfield.testkit.contract.DialectTest.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;
import org.jackfield.testkit.LoadedPlugin;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.jackfield.testkit.upstream.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What holds between a backend and a real server with a real model, however small that is. Where
 * the server is comes from system properties: {@code live.endpoint}, {@code live.model}, and {@code
 * live.key} when it wants one. Runs only when its tag is asked for; a subclass adds the tag of its
 * server.
 */
@Tag("live")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class LiveContract {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int CALLERS = 6;

  private final List<Backend> backends = new ArrayList<>();

  /** The backend type to test. */
  protected abstract String type();

  /** Settings for that server; the key is added where there is one. */
  protected Map<String, String> settings(String endpoint, String model) {
    return Map.of("endpoint", endpoint, "model", model);
  }

  /** All settings of a backend, as in YAML: where the server is, its model, and its key, if any. */
  protected Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(settings(property("endpoint"), property("model")));
    String key = System.getProperty("live.key", "");
    if (!key.isEmpty()) {
      settings.put("api_key", key);
    }
    return settings;
  }

  /** What backend, server and model can do together. */
  protected abstract Set<Behaviour> behaviours();

  /** Tokens that the model can take, at most; a prompt of more is refused. */
  protected int contextLength() {
    return 8_192;
  }

  /** A name that stands for no model there, when the server tells so; else empty. */
  protected String unknownModel() {
    return "no-such-model";
  }

  /** Closes the backends of the test. */
  @AfterEach
  protected final void closeBackends() {
    backends.forEach(Backend::close);
    backends.clear();
  }

  private static String property(String name) {
    String value = System.getProperty("live." + name, "");
    assertThat(value).as("-Dlive.%s, which says where the server is", name).isNotEmpty();
    return value;
  }

  private Backend backend(Map<String, String> settings) {
    LoadedPlugin plugin = LoadedPlugin.underTest();
    Backend backend = plugin.create(type(), TestingContext.of(plugin.factory(type()), settings));
    backends.add(backend);
    return backend;
  }

  private Chat chat() {
    return chat(backend(settings()));
  }

  private static Chat chat(Backend backend) {
    return backend
        .operation(Chat.class)
        .orElseThrow(() -> new AssertionError("The backend has no chat"));
  }

  private static TestingAttempt attempt() {
    return TestingAttempt.limitedTo(PATIENCE);
  }

  private static List<Chunk> ask(Chat chat, ChatRequest request) {
    try (ChatStream stream = chat.open(request, attempt())) {
      return drain(stream);
    }
  }

  private static ChatRequest brief(String text) {
    return question(text).withLimits(Limits.NONE.withMaxOutputTokens(24));
  }

  private static ChatRequest lengthy() {
    return question("Count from 1 to 500, one number after the other.")
        .withLimits(Limits.NONE.withMaxOutputTokens(400));
  }

  @Test
  void the_server_is_up() {
    Health health = backend(settings()).probe(attempt());

    assertThat(health.state()).as(health.toString()).isEqualTo(Health.State.UP);
  }

  @Test
  void its_models_are_listed() {
    ModelList list = backend(settings()).operation(ModelList.class).orElseThrow();

    assertThat(list.models(attempt()))
        .anySatisfy(model -> assertThat(model.id()).startsWith(settings().get("model")));
  }

  @Test
  void a_question_is_answered_and_its_tokens_are_counted() {
    List<Chunk> chunks = ask(chat(), brief("What is the capital of France?"));

    assertThat(text(chunks)).isNotBlank();
    assertThat(finish(chunks).reason()).isIn(FinishReason.STOP, FinishReason.LENGTH);
    Usage usage = finish(chunks).usage();
    assertThat(usage.origin()).isEqualTo(Usage.Origin.REPORTED);
    assertThat(usage.input().orElse(0)).isPositive();
    assertThat(usage.output().orElse(0)).isBetween(1L, 24L);
  }

  @Test
  void a_conversation_with_instructions_goes_on() {
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.system("You are a friendly guide. Answer in one short sentence."))
            .message(Message.user("Hello, who are you?"))
            .message(Message.assistant("I am your guide."))
            .message(Message.user("Where do we go?"))
            .limits(Limits.NONE.withMaxOutputTokens(24))
            .build();

    assertThat(text(ask(chat(), request))).isNotBlank();
  }

  @Test
  void an_answer_ends_at_the_limit_and_says_so() {
    new Obedience(behaviours()).endsAtLimit(chat(), lengthy());
  }

  @Test
  void an_answer_ends_before_a_stop_sequence() {
    ChatRequest request = lengthy().withSampling(Sampling.NONE.withTemperature(0));
    String whole =
        text(ask(chat(), request.withLimits(Limits.NONE.withMaxOutputTokens(24)))).strip();
    String stop = whole.split("\\s+")[1];

    List<Chunk> chunks =
        ask(
            chat(),
            request.withLimits(Limits.NONE.withMaxOutputTokens(24).withStop(List.of(stop))));

    assertThat(text(chunks)).doesNotContain(stop);
  }

  /**
   * A small model may find no end; what there is of its answer is held to the format all the same.
   */
  @Test
  void what_must_be_json_is_json() {
    for (Behaviour behaviour : List.of(Behaviour.JSON, Behaviour.JSON_SCHEMA)) {
      if (behaviours().contains(behaviour)) {
        List<Chunk> chunks =
            ask(
                chat(),
                behaviour
                    .request()
                    .withSampling(Sampling.NONE.withTemperature(0))
                    .withLimits(Limits.NONE.withMaxOutputTokens(200)));
        String text = text(chunks).strip();
        assertThat(text).startsWith("{");
        if (finish(chunks).reason() == FinishReason.STOP) {
          assertThat(Json.parseAnswer(text)).isInstanceOf(Json.Fields.class);
        }
      }
    }
  }

  @Test
  void what_is_no_part_of_the_model_is_refused_and_not_invented() {
    if (!behaviours().contains(Behaviour.IMAGES)) {
      hasCode(
          failureOfAnswer(chat(), Behaviour.IMAGES.request(), attempt()),
          ErrorCode.UNSUPPORTED,
          ErrorCode.INVALID_REQUEST);
    }
    if (!behaviours().contains(Behaviour.TOOLS)) {
      hasCode(failureOfAnswer(chat(), Behaviour.TOOLS.request(), attempt()), ErrorCode.UNSUPPORTED);
    }
  }

  /** Examples make even a small model call a tool, and show that calls and results go back. */
  @Test
  void a_tool_is_called_and_its_results_are_taken() {
    if (!behaviours().contains(Behaviour.TOOLS)) {
      hasCode(failureOfAnswer(chat(), Behaviour.TOOLS.request(), attempt()), ErrorCode.UNSUPPORTED);
      return;
    }
    ChatRequest.Builder examples = ChatRequest.builder().tools(Behaviour.TOOLS.request().tools());
    for (String city : List.of("Rome", "Oslo", "Lima", "Cairo", "Delhi")) {
      String id = "call_" + city;
      String arguments = "{\"city\":\"" + city + "\"}";
      examples
          .message(Message.user("What is the weather in " + city + "?"))
          .message(
              Message.of(
                  Message.Role.ASSISTANT, List.of(Part.toolCall(id, "get_weather", arguments))))
          .message(Message.toolResult(id, "{\"weather\":\"sunny\"}"))
          .message(Message.assistant("It is sunny in " + city + "."));
    }
    ChatRequest request =
        examples
            .message(Message.user("What is the weather in Paris?"))
            .sampling(Sampling.NONE.withTemperature(0))
            .limits(Limits.NONE.withMaxOutputTokens(64))
            .build();

    List<Chunk> chunks = ask(chat(), request);

    assertThat(chunks)
        .filteredOn(Chunk.ToolCallStart.class::isInstance)
        .extracting(chunk -> ((Chunk.ToolCallStart) chunk).name())
        .contains("get_weather");
    StringBuilder arguments = new StringBuilder();
    for (Chunk chunk : chunks) {
      if (chunk instanceof Chunk.ToolCallArguments piece) {
        arguments.append(piece.json());
      }
    }
    assertThat(Json.parse(arguments.toString())).isInstanceOf(Json.Fields.class);
    assertThat(finish(chunks).reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void a_prompt_that_is_too_long_is_an_error_and_no_shorter_prompt() {
    String sentence = "The quick brown fox jumps over the lazy dog. "; // ten tokens, or nearly
    ChatRequest request = brief(sentence.repeat(contextLength() / 6));

    hasCode(failureOfAnswer(chat(), request, attempt()), ErrorCode.CONTEXT_LENGTH);
  }

  @Test
  void a_model_that_is_not_there_is_told() {
    if (unknownModel().isEmpty()) {
      assertThat(text(ask(chat(), brief("Hi").withModel("no-such-model")))).isNotBlank();
      return;
    }
    hasCode(
        failureOfAnswer(chat(), brief("Hi").withModel(unknownModel()), attempt()),
        ErrorCode.MODEL_NOT_FOUND);
  }

  @Test
  void a_wrong_key_is_told_and_not_shown() {
    Map<String, String> settings = new HashMap<>(settings());
    if (!settings.containsKey("api_key")) {
      return; // the server takes everybody
    }
    settings.put("api_key", Dialect.CANARY);
    Chat chat = chat(backend(settings));

    BackendException error = failureOfAnswer(chat, brief("Hi"), attempt());

    hasCode(error, ErrorCode.AUTHENTICATION);
    assertThat(DialectTest.everything(error)).doesNotContain(Dialect.CANARY);
  }

  @Test
  void no_character_is_cut_in_two() {
    String text = text(ask(chat(), brief("Répète : 你好 🌍🚀 naïve façade, then go on in Chinese.")));

    assertThat(text).doesNotContain("\uFFFD");
    assertThat(text.codePoints()).noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  @Test
  void a_caller_that_leaves_in_the_middle_frees_the_server_for_the_next() {
    Chat chat = chat();
    for (int round = 0; round < CALLERS; round++) {
      TestingAttempt leaving = attempt();
      ChatStream stream = chat.open(lengthy(), leaving);
      firstContent(stream);
      leaving.cancel();
      hasCode(failure(() -> drain(stream)), ErrorCode.CANCELLED);
      stream.close();
    }

    assertThat(text(ask(chat, brief("Say hello.")))).isNotBlank();
  }

  @Test
  void many_callers_are_all_answered() throws Exception {
    Chat chat = chat();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      answers.add(inBackground(() -> text(ask(chat, brief("Say hello.")))));
    }

    for (CompletableFuture<String> answer : answers) {
      assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotBlank();
    }
  }

  @Test
  void a_prompt_is_counted_as_the_answer_counts_it() {
    Backend backend = backend(settings());
    if (backend.operation(TokenCount.class).isEmpty()) {
      return; // nothing is promised
    }
    ChatRequest request = brief("What is the capital of France?");

    Count count = backend.operation(TokenCount.class).get().count(request, attempt());

    long reported = finish(ask(chat(backend), request)).usage().input().orElse(0);
    if (count.exact()) {
      assertThat(count.tokens()).isEqualTo(reported);
    } else {
      assertThat(count.tokens()).isBetween(1L, 10 * reported);
    }
  }
}
