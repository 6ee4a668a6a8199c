package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Plan;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.Plan.Verdict;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.config.ProfileLimits;
import org.jackfield.engine.config.RequestDefaults;
import org.jackfield.engine.config.Unsupported;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Sampling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked for a model that is no profile and no backend. */
class ModelRoutingTest {
  private final TestingEngine engine = new TestingEngine();
  private final TestingBackend parrot = new TestingBackend().withModels("parrot");
  private final TestingBackend endpoint = new TestingBackend();

  @BeforeEach
  void configure() {
    engine
        .with("parrot", parrot.thenSays("squawk"))
        .with("endpoint", endpoint.thenFails(ErrorCode.MODEL_NOT_FOUND))
        .with(
            new ProfileConfig(
                "private",
                List.of("parrot"),
                new ProfileLimits(
                    Optional.of(DataLocation.LOCAL), Optional.empty(), OptionalInt.empty()),
                new RequestDefaults(Sampling.NONE, Limits.NONE, Optional.empty()),
                Unsupported.ROUTE,
                Set.of()));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static ChatRequest request(String model) {
    return ChatRequest.builder().model(model).message(Message.user("hi")).build();
  }

  private Plan plan(String model) {
    return Planner.plan(engine.snapshot(), request(model), CallOptions.NONE);
  }

  private Candidate candidate(String model, String backend) {
    return plan(model).candidates().stream()
        .filter(candidate -> candidate.backend().equals(backend))
        .findFirst()
        .orElseThrow();
  }

  private EngineException refused(String model) {
    return catchThrowableOfType(
        EngineException.class, () -> engine.stream(request(model), CallOptions.NONE));
  }

  @Test
  void a_backend_that_does_not_have_the_model_is_left_out_and_says_why() {
    Candidate left = candidate("gpt-4", "parrot");

    assertThat(left.verdict()).isEqualTo(Verdict.MODEL);
    assertThat(left.reason()).isEqualTo("It has only [parrot].");
  }

  @Test
  void a_backend_that_takes_any_name_is_asked_and_the_plan_says_that_it_may_have_it() {
    assertThat(candidate("gpt-4", "endpoint").chosen()).isTrue();
    assertThat(candidate("gpt-4", "endpoint").reason())
        .isEqualTo("in fallback_order, may have this model");
  }

  @Test
  void a_model_that_the_configuration_lists_for_a_backend_goes_to_that_backend_alone() {
    engine.with("lister", new TestingBackend(), TestingEngine.taking("gpt-*", "o?"));

    assertThat(plan("gpt-4").chosen()).extracting(Candidate::backend).containsExactly("lister");
    assertThat(candidate("gpt-4", "lister").reason()).endsWith("configured for this model");
    assertThat(candidate("gpt-4", "endpoint").reason())
        .isEqualTo("another backend is configured for gpt-4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt", "xgpt-4", "mistral", "gpt-mini-x", "o1"})
  void a_backend_with_a_list_takes_nothing_beside_it_even_when_it_is_named(String model) {
    engine.with("lister", new TestingBackend(), TestingEngine.taking("gpt-*-mini", "gpt-4*o*"));

    assertThat(refused("lister:" + model))
        .satisfies(
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
              assertThat(error.message())
                  .isEqualTo("it takes only its models: model-of-lister, gpt-*-mini, gpt-4*o*");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-5-mini", "gpt--mini", "gpt-4o", "gpt-4-turbo-o", "model-of-lister"})
  void a_list_may_hold_patterns(String model) {
    engine.with("lister", new TestingBackend(), TestingEngine.taking("gpt-*-mini", "gpt-4*o*"));

    assertThat(plan(model).chosen()).extracting(Candidate::backend).containsExactly("lister");
  }

  @ParameterizedTest
  @ValueSource(strings = {"privat", "pirvate", "privatee", "prvate", "Private", "endpiont"})
  void a_slip_of_a_name_is_sent_to_nobody(String name) {
    EngineException error = refused(name);

    assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(error.message()).contains("slip of").contains("BACKEND:" + name);
    assertThat(endpoint.requests).isEmpty();
  }

  @Test
  void a_name_like_a_backends_is_asked_for_by_naming_the_backend_too() {
    assertThat(plan("endpoint:endpiont").chosen())
        .extracting(Candidate::backend)
        .containsExactly("endpoint");
  }

  @Test
  void a_name_that_nobody_can_take_is_not_found_and_the_names_that_work_are_listed() {
    TestingEngine closed = new TestingEngine().with("parrot", parrot).withUnusable("keyless", "no");

    EngineException error =
        catchThrowableOfType(
            EngineException.class, () -> closed.stream(request("parot-7b"), CallOptions.NONE));

    assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(error.message())
        .isEqualTo(
            "No backend has the model 'parot-7b':\n  parrot: It has only [parrot].\n  keyless: no");
    assertThat(error.hint().orElseThrow())
        .contains("Pull it.")
        .contains("Did you mean 'parrot'?")
        .contains("the backends parrot;");
    closed.close();
  }

  @Test
  void when_those_that_were_asked_do_not_have_it_the_error_tells_of_the_others_too() {
    EngineException error = refused("gpt-4");

    assertThat(error.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(error.message())
        .matches(
            "The one backend that was asked failed:\n"
                + "  endpoint: model_not_found happened \\(model_not_found after \\d+ ms\\)\n"
                + "  parrot: It has only \\[parrot\\]\\.");
    assertThat(error.hint().orElseThrow()).contains("the profiles private");
    assertThat(endpoint.requests).hasSize(1);
  }
}
