package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Plan;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.capability.CapabilityChanges;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.config.ProfileLimits;
import org.jackfield.engine.config.RequestDefaults;
import org.jackfield.engine.config.Unsupported;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.SamplingParameter;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.WireBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Calls that ask for what the first backend's model cannot do: one that neither samples nor thinks.
 */
@Timeout(60)
class UnsupportedTest {
  private final TestingEngine engine = new TestingEngine();
  private final TestingBackend narrow = new TestingBackend().thenSays("narrow");
  private final TestingBackend wide = new TestingBackend().thenSays("wide");

  @BeforeEach
  void configure() {
    engine
        .knowing(
            "model-of-narrow",
            new CapabilityChanges(
                OptionalInt.empty(),
                OptionalInt.of(100),
                Set.of(),
                Set.of(Capability.THINKING, Capability.LOGPROBS),
                Optional.of(Set.of(SamplingParameter.TEMPERATURE, SamplingParameter.TOP_P)),
                Map.of()))
        .with("narrow", narrow)
        .with("wide", wide);
    for (Unsupported rule : Unsupported.values()) {
      engine.with(profile(rule, Sampling.NONE));
    }
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static ProfileConfig profile(Unsupported rule, Sampling sampling) {
    return new ProfileConfig(
        rule.toString(),
        List.of("narrow", "wide"),
        new ProfileLimits(Optional.empty(), Optional.empty(), OptionalInt.empty()),
        new RequestDefaults(sampling, Limits.NONE, Optional.empty()),
        rule,
        Set.of());
  }

  private static ChatRequest.Builder request() {
    return ChatRequest.builder().message(Message.user("hi"));
  }

  private static ChatRequest hot() {
    return request().sampling(Sampling.NONE.withTemperature(0.7)).build();
  }

  private String why(ChatRequest request) {
    return Planner.plan(engine.snapshot(), request, CallOptions.NONE).candidates().stream()
        .filter(candidate -> candidate.backend().equals("narrow"))
        .map(Candidate::reason)
        .findFirst()
        .orElseThrow();
  }

  private ReplyStream stream(Unsupported rule, ChatRequest request) {
    return engine.stream(request, CallOptions.NONE.withProfile(rule.toString()));
  }

  @Test
  void who_has_no_seed_no_penalties_or_no_stop_sequences_is_not_asked_for_them() {
    List<Capability> lacking = List.of(Capability.SEED, Capability.PENALTIES, Capability.STOP);
    narrow.capabilities = narrow.capabilities.without(lacking);

    assertThat(why(request().sampling(Sampling.NONE.withSeed(7)).build()))
        .isEqualTo("it cannot take seed");
    assertThat(why(request().limits(Limits.NONE.withStop(List.of("END"))).build()))
        .isEqualTo("it cannot take stop sequences");
    Penalties often =
        new Penalties(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(0.5));
    assertThat(why(request().sampling(Sampling.NONE.withPenalties(often)).build()))
        .isEqualTo("it cannot take frequency_penalty");
    Penalties none =
        new Penalties(OptionalDouble.of(1), OptionalDouble.of(0), OptionalDouble.of(0));
    ChatRequest usual = request().sampling(Sampling.NONE.withPenalties(none)).build();
    assertThat(stream(Unsupported.REFUSE, usual).backend())
        .as("who has a penalty of none")
        .isEqualTo("narrow");
  }

  @Test
  void a_plan_says_all_that_a_model_cannot_do() {
    assertThat(why(hot())).isEqualTo("it cannot take temperature");
    assertThat(why(request().thinking(Thinking.NONE.withBudget(9)).build()))
        .isEqualTo("it cannot take thinking");
    assertThat(why(request().limits(Limits.NONE.withMaxOutputTokens(101)).build()))
        .isEqualTo("it cannot take a limit of 101 tokens of output, it gives 100 at most");
    assertThat(
            why(
                request()
                    .extensions(Extensions.of(Map.of("logprobs", "true")))
                    .sampling(Sampling.NONE.withTemperature(0).withTopP(1).withSeed(3))
                    .build()))
        .isEqualTo("it cannot take logprobs, temperature, top_p");
  }

  @Test
  void what_it_can_do_and_what_is_turned_off_is_no_reason() {
    ChatRequest asked =
        request()
            .sampling(Sampling.NONE.withSeed(1))
            .limits(Limits.NONE.withMaxOutputTokens(100))
            .thinking(Thinking.NONE.withEffort(Thinking.Effort.NONE))
            .extensions(Extensions.of(Map.of("logprobs", "false")))
            .build();

    ReplyStream reply = engine.stream(asked, CallOptions.NONE);

    assertThat(TestingEngine.text(reply)).isEqualTo("narrow");
    assertThat(narrow.requests.getFirst().thinking()).isEqualTo(Thinking.NONE);
    assertThat(reply.notes())
        .containsExactly(
            "the wish not to think was left out: model-of-narrow has no thinking to be asked for");
  }

  /** A body that surely says only what its codec read ahead, and may not be decoded. */
  private record PlainBody() implements WireBody {
    @Override
    public Protocol protocol() {
      return Protocol.OPENAI_CHAT;
    }

    @Override
    public byte[] bytes() {
      return new byte[0];
    }

    @Override
    public WireBody with(String field, String json) {
      return this;
    }

    @Override
    public WireBody without(String field) {
      return this;
    }

    @Override
    public WireBody apply(ChatRequest changed, Set<ChatRequest.Field> touched) {
      return this;
    }

    @Override
    public boolean says(ChatRequest.Field field) {
      return field == ChatRequest.Field.MODEL || field == ChatRequest.Field.MESSAGES;
    }

    @Override
    public ChatRequest.Builder decode() {
      throw new AssertionError("Nobody has to look inside.");
    }
  }

  @Test
  void a_body_that_cannot_ask_for_what_is_missing_is_not_decoded() {
    ChatRequest asked = ChatRequest.received(new PlainBody(), "", ChatRequest.Delivery.WHOLE);

    ReplyStream reply = engine.stream(asked, CallOptions.NONE);

    assertThat(TestingEngine.text(reply)).isEqualTo("narrow");
    assertThat(reply.notes()).isEmpty();
  }

  @Test
  void routing_goes_to_the_backend_that_can() {
    assertThat(TestingEngine.text(stream(Unsupported.ROUTE, hot()))).isEqualTo("wide");
    assertThat(TestingEngine.text(engine.stream(hot(), CallOptions.NONE))).isEqualTo("wide");
    assertThat(narrow.requests).isEmpty();
  }

  @Test
  void where_none_can_all_reasons_are_told() {
    EngineException refused =
        catchThrowableOfType(
            EngineException.class,
            () -> engine.stream(hot(), CallOptions.NONE.withBackend("narrow")));

    assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(refused).hasMessage("it cannot take temperature");
  }

  @Test
  void refusing_ends_the_call_when_the_first_backend_cannot() {
    EngineException refused =
        catchThrowableOfType(EngineException.class, () -> stream(Unsupported.REFUSE, hot()));

    assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED);
    assertThat(refused).hasMessage("it cannot take temperature");
    assertThat(wide.requests).isEmpty();
    assertThat(TestingEngine.text(stream(Unsupported.REFUSE, request().build())))
        .isEqualTo("narrow");
    Plan plan =
        Planner.plan(
            engine.snapshot(), hot(), CallOptions.NONE.withProfile(Unsupported.REFUSE.toString()));
    assertThat(plan.candidates())
        .extracting(Candidate::reason)
        .containsExactly(
            "it cannot take temperature",
            "what the first backend cannot do is refused (unsupported: refuse)");
  }

  @Test
  void omitting_leaves_out_what_may_be_left_out_and_says_so() {
    ChatRequest asked =
        request()
            .sampling(Sampling.NONE.withTemperature(0.7).withTopP(0.5).withSeed(4))
            .thinking(Thinking.NONE.withEffort(Thinking.Effort.HIGH))
            .build();

    ReplyStream reply = stream(Unsupported.OMIT, asked);

    assertThat(TestingEngine.text(reply)).isEqualTo("narrow");
    assertThat(narrow.requests.getFirst().sampling()).isEqualTo(Sampling.NONE.withSeed(4));
    assertThat(narrow.requests.getFirst().thinking()).isEqualTo(Thinking.NONE);
    assertThat(reply.notes())
        .containsExactly(
            "temperature, top_p were left out: model-of-narrow refuses them",
            "the wish to think was left out: model-of-narrow has no thinking to be asked for");
  }

  @Test
  void omitting_routes_what_would_change_the_answer() {
    ChatRequest asked = request().extensions(Extensions.of(Map.of("logprobs", "true"))).build();

    assertThat(TestingEngine.text(stream(Unsupported.OMIT, asked))).isEqualTo("wide");
  }

  @Test
  void a_default_that_the_model_refuses_is_left_out_with_a_note_and_chooses_no_backend() {
    engine.with(profile(Unsupported.ROUTE, Sampling.NONE.withTemperature(0.3)));

    ReplyStream reply = stream(Unsupported.ROUTE, request().build());

    assertThat(TestingEngine.text(reply)).isEqualTo("narrow");
    assertThat(narrow.requests.getFirst().sampling()).isEqualTo(Sampling.NONE);
    assertThat(reply.notes())
        .containsExactly("temperature was left out: model-of-narrow refuses it");
  }
}
