package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineEvent.AttemptStarted;
import org.jackfield.engine.EngineEvent.PromptRendered;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.PromptRequest;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.breaker.BreakerRules;
import org.jackfield.engine.capability.CapabilityChanges;
import org.jackfield.engine.config.BackendOptions;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.config.ProfileLimits;
import org.jackfield.engine.config.RequestDefaults;
import org.jackfield.engine.config.Unsupported;
import org.jackfield.engine.prompt.AnswerDefaults;
import org.jackfield.engine.prompt.ModelFamilies;
import org.jackfield.engine.prompt.PromptTemplate;
import org.jackfield.engine.prompt.PromptText;
import org.jackfield.engine.prompt.PromptVariable;
import org.jackfield.engine.prompt.PromptVariant;
import org.jackfield.engine.prompt.Prompts;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Sampling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that begins with a prompt template, down to what each backend was asked. */
@Timeout(60)
class PromptedCallTest {
  private static final PromptTemplate GREET =
      new PromptTemplate(
          new PromptTemplate.Label("greet", "3", "", "prompts/greet.yaml:1:1"),
          List.of(
              PromptVariable.text("who", "prompts/greet.yaml:3:3"),
              new PromptVariable(
                  "times",
                  new PromptVariable.Type.Integer(),
                  "",
                  false,
                  List.of("1"),
                  "prompts/greet.yaml:4:3")),
          List.of(
              variant("default", Optional.empty(), "Greet {who} {times}x.", AnswerDefaults.NONE),
              variant("llama", Optional.of("Be kind."), "Hi, {who}!", AnswerDefaults.NONE),
              variant(
                  "mistral",
                  Optional.empty(),
                  "Salute {who}.",
                  new AnswerDefaults(OptionalDouble.of(0.7), OptionalInt.of(70)))));

  private static final CallOptions BOB =
      CallOptions.NONE.withPrompt(PromptRequest.of("greet").with("who", "{times}"));
  private static final ChatRequest EMPTY = ChatRequest.builder().draft();

  private final TestingEngine engine = new TestingEngine().with(GREET);
  private final TestingBackend first = new TestingBackend().thenSays("one");
  private final TestingBackend second = new TestingBackend().thenSays("two");

  private static PromptVariant variant(
      String family, Optional<String> system, String text, AnswerDefaults defaults) {
    return new PromptVariant(
        family, system.map(PromptText::parse), PromptText.parse(text), defaults);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static List<String> messages(TestingBackend backend) {
    return backend.requests.getLast().messages().stream()
        .map(message -> message.role() + ": " + message.text())
        .toList();
  }

  private static String figures(TestingBackend backend) {
    ChatRequest request = backend.requests.getLast();
    return request.sampling().temperature() + " " + request.limits().maxOutputTokens();
  }

  private static BackendOptions options(double temperature, int maxTokens) {
    return new BackendOptions(
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        OptionalInt.of(maxTokens),
        OptionalDouble.of(temperature),
        0,
        Optional.empty(),
        List.of(),
        BreakerRules.DEFAULT,
        CapabilityChanges.NONE);
  }

  @Test
  void each_backend_on_the_way_is_asked_in_its_own_model_s_variant() {
    TestingBackend down = new TestingBackend().thenFails(ErrorCode.UNAVAILABLE);
    engine.with("llama", down).with("other", second);

    try (ReplyStream reply = engine.stream(EMPTY, BOB)) {
      assertThat(messages(down)).containsExactly("SYSTEM: Be kind.", "USER: Hi, {times}!");
      assertThat(messages(second)).containsExactly("USER: Greet {times} 1x.");
      assertThat(reply.prompt())
          .hasValueSatisfying(
              used -> {
                assertThat(used.template()).isEqualTo("greet");
                assertThat(used.version()).isEqualTo("3");
                assertThat(used.sha256()).isEqualTo(GREET.sha256());
                assertThat(used.variant()).isEqualTo("default");
              });
    }
    assertThat(engine.events(PromptRendered.class))
        .extracting(PromptRendered::backend, event -> event.prompt().variant())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("llama", "llama"),
            org.assertj.core.groups.Tuple.tuple("other", "default"));
  }

  @Test
  void the_call_s_own_messages_follow_and_its_instructions_stand_in_for_the_template_s() {
    engine.with("llama", first);
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.system("Mine."))
            .message(Message.assistant("Hi."))
            .message(Message.user("Again!"))
            .build();

    engine.stream(request, BOB).close();

    assertThat(messages(first))
        .containsExactly("SYSTEM: Mine.", "USER: Hi, {times}!", "ASSISTANT: Hi.", "USER: Again!");
  }

  @Test
  void the_template_s_instructions_come_before_the_profile_s() {
    engine.with(profile(Sampling.NONE, Limits.NONE)).with("llama", first).with("mistral", second);

    engine.stream(EMPTY, BOB.withProfile("p")).close();
    engine.stream(EMPTY, BOB.withBackend("mistral").withProfile("p")).close();

    assertThat(messages(first)).first().isEqualTo("SYSTEM: Be kind.");
    assertThat(messages(second))
        .containsExactly("SYSTEM: Of the profile.", "USER: Salute {times}.");
  }

  private static ProfileConfig profile(Sampling sampling, Limits limits) {
    return new ProfileConfig(
        "p",
        List.of("llama", "mistral"),
        new ProfileLimits(Optional.empty(), Optional.empty(), OptionalInt.empty()),
        new RequestDefaults(sampling, limits, Optional.of("Of the profile.")),
        Unsupported.ROUTE,
        Set.of());
  }

  @Test
  void a_default_beside_what_the_call_says_is_left_out_for_a_model_that_takes_one_of_the_two() {
    first.capabilities = first.capabilities.withTrait("sampling", "one");
    engine.with("a", first, options(0.8, 80)).with("b", second, options(0.8, 80));
    ChatRequest.Builder asked = ChatRequest.builder().message(Message.user("Hi"));
    ChatRequest said = asked.sampling(Sampling.NONE.withTopP(0.5)).build();

    try (ReplyStream reply = engine.stream(said, CallOptions.NONE.withBackend("a"))) {
      assertThat(reply.notes())
          .containsExactly(
              "the default temperature was left out: model-of-a takes a temperature or top_p, not"
                  + " both");
    }
    assertThat(first.requests.getLast().sampling()).isEqualTo(said.sampling());

    engine.stream(said, CallOptions.NONE.withBackend("b")).close();
    assertThat(second.requests.getLast().sampling())
        .isEqualTo(said.sampling().withTemperature(0.8));

    Sampling both = Sampling.NONE.withTopP(0.5).withTemperature(0.1);
    engine.stream(asked.sampling(both).build(), CallOptions.NONE.withBackend("a")).close();
    assertThat(first.requests.getLast().sampling()).as("the plugin chooses").isEqualTo(both);
  }

  @Test
  void figures_are_the_call_s_then_the_profile_s_the_template_s_the_backend_s_the_model_s() {
    engine
        .with(profile(Sampling.NONE.withTemperature(0.6), Limits.NONE.withMaxOutputTokens(60)))
        .with("mistral", first, options(0.8, 80))
        .with("llama", second, options(0.9, 90))
        .with("phi3", second);
    ChatRequest said =
        ChatRequest.builder()
            .sampling(Sampling.NONE.withTemperature(0.5))
            .limits(Limits.NONE.withMaxOutputTokens(50))
            .draft();
    CallOptions mistral = BOB.withBackend("mistral");

    engine.stream(said, mistral.withProfile("p")).close();
    assertThat(figures(first)).isEqualTo("OptionalDouble[0.5] OptionalInt[50]");
    engine.stream(EMPTY, mistral.withProfile("p")).close();
    assertThat(figures(first)).isEqualTo("OptionalDouble[0.6] OptionalInt[60]");
    engine.stream(EMPTY, mistral).close();
    assertThat(figures(first)).isEqualTo("OptionalDouble[0.7] OptionalInt[70]");
    engine.stream(EMPTY, BOB.withBackend("llama")).close();
    assertThat(figures(second)).isEqualTo("OptionalDouble[0.9] OptionalInt[90]");
    engine.stream(EMPTY, BOB.withBackend("phi3")).close();
    assertThat(figures(second)).isEqualTo("OptionalDouble[0.2] OptionalInt[2000]");
  }

  @Test
  void a_call_without_a_template_gets_no_figures_of_its_model() {
    engine.with("phi3", first);
    ReplyStream reply = engine.stream("Hello");
    assertThat(figures(first)).isEqualTo("OptionalDouble.empty OptionalInt.empty");
    assertThat(reply.prompt()).isEmpty();
    assertThat(engine.events(PromptRendered.class)).isEmpty();
  }

  private String refusal(PromptRequest prompt) {
    engine.with("a", first);
    EngineException error =
        catchThrowableOfType(
            EngineException.class, () -> engine.stream(EMPTY, CallOptions.NONE.withPrompt(prompt)));
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(engine.events(AttemptStarted.class)).isEmpty();
    return error.message() + error.hint().map(hint -> " " + hint).orElse("");
  }

  @Test
  void what_is_wrong_with_a_prompt_is_told_before_anybody_is_asked() {
    PromptRequest greet = PromptRequest.of("greet");
    assertThat(refusal(PromptRequest.of("gret")))
        .isEqualTo("There is no prompt template named 'gret'. Did you mean 'greet'?");
    assertThat(refusal(greet))
        .isEqualTo(
            "The prompt template 'greet' (prompts/greet.yaml:1:1) needs the variable 'who'"
                + " (prompts/greet.yaml:3:3).");
    assertThat(refusal(greet.with("who", "Bob").with("tmies", "3")))
        .isEqualTo(
            "The prompt template 'greet' (prompts/greet.yaml:1:1) has no variable 'tmies'. Did you"
                + " mean 'times'?");
    assertThat(refusal(greet.with("who", List.of("Bob", "Eve")).with("times", "many")))
        .isEqualTo(
            "The prompt template 'greet' (prompts/greet.yaml:1:1) takes for 'who' one text, not 2"
                + " (prompts/greet.yaml:3:3); it takes for 'times' a whole number"
                + " (prompts/greet.yaml:4:3).");
    assertThat(refusal(greet.with("who", "Bob").atVersion("4")))
        .isEqualTo("The prompt template 'greet' (prompts/greet.yaml:1:1) is at version 3, not 4.");
  }

  @Test
  void a_prompt_that_would_get_too_long_is_refused_before_it_is_made() {
    PromptTemplate twice =
        new PromptTemplate(
            new PromptTemplate.Label("twice", "1", "", "t.yaml:1:1"),
            List.of(PromptVariable.text("x", "t.yaml:1:2")),
            List.of(
                variant("default", Optional.empty(), "{x}".repeat(20_000), AnswerDefaults.NONE)));
    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () ->
                new Prompts(List.of(twice), ModelFamilies.shipped())
                    .bind(PromptRequest.of("twice").with("x", "y".repeat(1 << 20))));
    assertThat(error.message())
        .isEqualTo(
            "The prompt template 'twice' (t.yaml:1:1) comes to 20971520000 characters with these"
                + " values; the most is 16777216.");
  }
}
