package org.jackfield.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jackfield.spi.Setting.Kind;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private final Settings settings = Settings.of(Map.of("model", "m", "retries", 3L));

  @Test
  void an_option_that_a_plugin_mistypes_is_the_plugins_mistake() {
    internal(() -> settings.string("modle"), "modle");
  }

  @Test
  void an_option_that_a_plugin_reads_as_another_type_is_the_plugins_mistake() {
    internal(() -> settings.integer("model"), "model");
    internal(() -> settings.strings("retries"), "retries");
  }

  private static void internal(ThrowingCallable reading, String option) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            BackendException.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL))
        .hasMessageContaining("'" + option + "'");
  }

  @Test
  void a_setting_without_a_default_has_none() {
    Setting setting = Setting.of("model", Kind.STRING, "The model.");

    assertThat(setting.defaultValue()).isEmpty();
    assertThat(setting.withDefault("m").withRequired().defaultValue()).contains("m");
  }
}
