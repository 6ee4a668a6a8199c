package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Plan;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.config.ProfileLimits;
import org.jackfield.engine.config.RequestDefaults;
import org.jackfield.engine.config.Unsupported;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Media;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Sampling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final TestingEngine engine = new TestingEngine();
  private final TestingBackend textOnly = new TestingBackend();

  @BeforeEach
  void configure() {
    textOnly.capabilities = Capabilities.of();
    engine
        .with("home", textOnly, TestingEngine.PATIENT, DataLocation.LOCAL)
        .with("tenant", new TestingBackend(), TestingEngine.PATIENT, DataLocation.TENANT)
        .with("far", new TestingBackend(), TestingEngine.PATIENT, DataLocation.CLOUD)
        .withUnusable("keyless", "needs a key")
        .with(profile("private", DataLocation.TENANT, "far", "home", "tenant"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static ProfileConfig profile(String name, DataLocation data, String... chain) {
    return new ProfileConfig(
        name,
        List.of(chain),
        new ProfileLimits(Optional.of(data), Optional.empty(), OptionalInt.empty()),
        new RequestDefaults(Sampling.NONE, Limits.NONE, Optional.empty()),
        Unsupported.ROUTE,
        Set.of());
  }

  private Plan plan(String model, CallOptions options) {
    ChatRequest request = ChatRequest.builder().model(model).message(Message.user("hi")).build();
    return Planner.plan(engine.snapshot(), request, options);
  }

  private static List<String> chosen(Plan plan) {
    return plan.chosen().stream()
        .map(candidate -> candidate.backend() + "/" + candidate.model())
        .toList();
  }

  private static String reason(Plan plan, String backend) {
    return plan.candidates().stream()
        .filter(candidate -> candidate.backend().equals(backend))
        .map(Candidate::reason)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_backend_that_is_named_keeps_to_the_limits_of_the_default_profile() {
    engine.withDefaultProfile("private");

    assertThat(chosen(plan("far", CallOptions.NONE))).isEmpty();
    assertThat(reason(plan("far:m", CallOptions.NONE), "far")).contains("data rule");
    assertThat(chosen(plan("", CallOptions.NONE.withBackend("far")))).isEmpty();
    assertThat(chosen(plan("tenant", CallOptions.NONE))).containsExactly("tenant/model-of-tenant");
  }

  @Test
  void without_words_the_fallback_order_is_taken_and_the_unusable_left_out_with_its_reason() {
    Plan plan = plan("", CallOptions.NONE);

    assertThat(chosen(plan))
        .containsExactly("home/model-of-home", "tenant/model-of-tenant", "far/model-of-far");
    assertThat(reason(plan, "keyless")).isEqualTo("needs a key");
  }

  @Test
  void a_profile_keeps_its_order_and_its_data_rule() {
    Plan plan = plan("", CallOptions.NONE.withProfile("private"));

    assertThat(chosen(plan)).containsExactly("home/model-of-home", "tenant/model-of-tenant");
    assertThat(reason(plan, "far")).contains("cloud").contains("tenant").contains("data rule");
    assertThat(plan.profile()).contains("private");
  }

  @Test
  void a_call_may_narrow_its_data_and_never_widen_it() {
    assertThat(
            chosen(plan("", CallOptions.NONE.withProfile("private").withData(DataLocation.LOCAL))))
        .containsExactly("home/model-of-home");
    assertThat(
            chosen(plan("", CallOptions.NONE.withProfile("private").withData(DataLocation.CLOUD))))
        .doesNotContain("far/model-of-far");
  }

  @Test
  void a_named_backend_is_used_alone() {
    assertThat(chosen(plan("", CallOptions.NONE.withBackend("far"))))
        .containsExactly("far/model-of-far");
    assertThat(chosen(plan("other", CallOptions.NONE.withBackend("far"))))
        .containsExactly("far/other");
    assertThat(chosen(plan("far", CallOptions.NONE))).containsExactly("far/model-of-far");
  }

  @Test
  void a_model_is_split_at_its_first_colon_only_after_a_backend() {
    assertThat(chosen(plan("far:mistral:7b", CallOptions.NONE))).containsExactly("far/mistral:7b");
    assertThat(chosen(plan("mistral:7b", CallOptions.NONE)))
        .containsExactly("home/mistral:7b", "tenant/mistral:7b", "far/mistral:7b");
  }

  @Test
  void a_model_may_be_a_profile() {
    assertThat(chosen(plan("private", CallOptions.NONE)))
        .containsExactly("home/model-of-home", "tenant/model-of-tenant");
  }

  @Test
  void a_model_that_a_backend_is_configured_for_goes_to_that_backend() {
    assertThat(chosen(plan("model-of-tenant", CallOptions.NONE)))
        .containsExactly("tenant/model-of-tenant");
  }

  @Test
  void what_a_backend_cannot_take_leaves_it_out() {
    ChatRequest picture =
        ChatRequest.builder()
            .message(
                Message.of(
                    Message.Role.USER,
                    List.of(Part.image(Media.inline("image/png", new byte[] {1})))))
            .build();

    Plan plan = Planner.plan(engine.snapshot(), picture, CallOptions.NONE);

    assertThat(reason(plan, "home")).isEqualTo("it cannot take images");
    assertThat(chosen(plan)).containsExactly("tenant/model-of-tenant", "far/model-of-far");
  }

  @Test
  void unknown_names_get_the_valid_ones_and_the_nearest() {
    assertThatThrownBy(() -> plan("", CallOptions.NONE.withBackend("tennant")))
        .isInstanceOf(EngineException.class)
        .hasMessage(
            "Unknown backend 'tennant'; there are: home, tenant, far, keyless."
                + " Did you mean 'tenant'?");
    assertThatThrownBy(() -> plan("", CallOptions.NONE.withProfile("privat")))
        .hasMessage("Unknown profile 'privat'; there are: private. Did you mean 'private'?");
  }
}
