package org.jackfield.engine.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.SamplingParameter;
import org.junit.jupiter.api.Test;

class CapabilityOverlayTest {
  private static CapabilityChanges context(int tokens) {
    return new CapabilityChanges(
        OptionalInt.of(tokens),
        OptionalInt.empty(),
        Set.of(),
        Set.of(),
        Optional.empty(),
        Map.of());
  }

  private static final CapabilityOverlay OVERLAY =
      new CapabilityOverlay(
          List.of(new CapabilityRow(List.of("t"), List.of("*"), context(10), "models.yaml:1")),
          new CapabilityChanges(
              OptionalInt.empty(),
              OptionalInt.empty(),
              Set.of(Capability.TOOLS),
              Set.of(Capability.IMAGES),
              Optional.of(Set.of(SamplingParameter.SEED)),
              Map.of()));

  @Test
  void what_was_worked_out_for_a_model_is_given_again() {
    Capabilities first = OVERLAY.on("m", Capabilities.of(Capability.IMAGES));

    assertThat(OVERLAY.on("m", Capabilities.of(Capability.IMAGES))).isSameAs(first);
    assertThat(first.features()).containsExactly(Capability.TOOLS);
    assertThat(first.contextTokens()).hasValue(10);
    assertThat(first.refused()).contains(SamplingParameter.SEED);
  }

  @Test
  void a_plugin_that_learns_of_its_model_is_heard() {
    assertThat(OVERLAY.on("m", Capabilities.of()).has(Capability.THINKING)).isFalse();

    assertThat(OVERLAY.on("m", Capabilities.of(Capability.THINKING)).has(Capability.THINKING))
        .isTrue();
  }

  @Test
  void a_model_that_is_not_offered_stays_so() {
    BackendException why = new BackendException(ErrorCode.MODEL_NOT_FOUND, "Not here.");

    Capabilities none = OVERLAY.on("m", Capabilities.notOffered(why));

    assertThat(none.refusal()).contains(why);
    assertThat(none.features()).isEmpty();
  }

  @Test
  void clients_that_name_thousands_of_models_get_right_answers() {
    for (int i = 0; i < 2_000; i++) {
      assertThat(OVERLAY.on("model-" + i, Capabilities.of()).contextTokens()).hasValue(10);
    }
    assertThat(OVERLAY.on("x".repeat(100_000), Capabilities.of()).contextTokens()).hasValue(10);
  }

  @Test
  void who_said_what_is_told_in_order() {
    assertThat(OVERLAY.sources("m"))
        .extracting(CapabilitySource::place)
        .containsExactly("models.yaml:1", "its entry");
    assertThat(CapabilityOverlay.NONE.sources("m")).isEmpty();
  }
}
