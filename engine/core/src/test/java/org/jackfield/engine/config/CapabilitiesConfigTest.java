package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jackfield.engine.capability.CapabilityOverlay;
import org.jackfield.engine.capability.CapabilityRow;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.SamplingParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data on models: the shipped rows, those of {@code models.yaml}, and a backend's own entry. */
class CapabilitiesConfigTest {
  private static final Capabilities ALL = Capabilities.of(Capability.values());

  @TempDir private Path folder;

  private ConfigFixture with(String providers, String models) {
    ConfigFixture fixture = ConfigFixture.of(folder, "llm: {providers: [" + providers + "]}\n");
    fixture.write(folder.resolve("models.yaml"), models);
    return fixture;
  }

  /** What is known of a model of the first backend, whose plugin says that it can do everything. */
  private static Capabilities known(EngineConfig config, String model) {
    BackendConfig backend = config.backends().getFirst();
    List<CapabilityRow> rows = config.capabilities().about(List.of(backend.type()));
    return new CapabilityOverlay(rows, backend.options().capabilities()).on(model, ALL);
  }

  @Test
  void the_shipped_rows_hold_where_the_file_has_none() {
    EngineConfig config =
        ConfigFixture.of(folder, "llm: {providers: [{type: openai, api_key: k}]}").resolve();

    Capabilities thinking = known(config, "o3-mini");
    assertThat(thinking.refused()).contains(SamplingParameter.TEMPERATURE, SamplingParameter.TOP_P);
    assertThat(thinking.trait("limit")).contains("max_completion_tokens");
    Capabilities plain = known(config, "gpt-4o-mini");
    assertThat(plain.has(Capability.THINKING)).isFalse();
    assertThat(plain.maxOutputTokens()).hasValue(16384);
    assertThat(known(config, "some-model-of-a-server-nobody-knows")).hasToString(ALL.toString());
    assertThat(config.sources().warnings()).isEmpty();
  }

  @Test
  void the_shipped_rows_know_what_becomes_of_a_schema() {
    EngineConfig openai =
        ConfigFixture.of(folder, "llm: {providers: [{type: openai, api_key: k}]}").resolve();
    assertThat(known(openai, "gpt-5-mini").trait("schema")).contains("strict");
    assertThat(known(openai, "model-of-a-llama-server").trait("schema")).isEmpty();

    EngineConfig claude =
        ConfigFixture.of(folder, "llm: {providers: [{type: claude, api_key: k}]}").resolve();
    assertThat(known(claude, "claude-sonnet-4-5-20250929").trait("schema")).contains("closed");
    assertThat(known(claude, "claude-opus-5-5").trait("schema")).contains("closed");
    assertThat(known(claude, "claude-opus-4-1-20250805").trait("schema")).contains("tool");

    EngineConfig ollama = ConfigFixture.of(folder, "llm: {providers: [{type: ollama}]}").resolve();
    assertThat(known(ollama, "qwen3:4b").trait("schema")).contains("words");
    assertThat(known(ollama, "qwen3:4b").has(Capability.JSON_SCHEMA)).isTrue();
    assertThat(known(ollama, "gpt-oss:120b-cloud").features())
        .doesNotContain(Capability.JSON, Capability.JSON_SCHEMA);
  }

  @Test
  void the_shipped_rows_know_which_claude_takes_a_temperature_or_top_p() {
    EngineConfig claude =
        ConfigFixture.of(folder, "llm: {providers: [{type: claude, api_key: k}]}").resolve();
    for (String model :
        List.of("claude-opus-4-1", "claude-haiku-4-5-20251001", "claude-sonnet-4-6")) {
      assertThat(known(claude, model).trait("sampling")).as(model).contains("one");
      assertThat(known(claude, model).trait("thinking")).as(model).isPresent();
    }
    assertThat(known(claude, "claude-opus-4-0").trait("sampling")).isEmpty();
  }

  @Test
  void rows_apply_in_order_those_of_the_file_last_and_the_entry_after_all() {
    EngineConfig config =
        with(
                "{type: openai, api_key: k, capabilities: {lacks: images, traits: {limit: x}}}",
                """
                models: []
                capabilities:
                  - {type: openai, models: "o3*", refuses: [], context: 7, has: [thinking]}
                  - {type: [claude, openai], models: [o3-mini, other], max_output: 5, lacks: [seed]}
                """)
            .resolve();

    Capabilities model = known(config, "o3-mini");
    assertThat(model.refused())
        .as("what it has no feature for")
        .containsExactly(SamplingParameter.SEED);
    assertThat(model.contextTokens()).hasValue(7);
    assertThat(model.maxOutputTokens()).hasValue(5);
    assertThat(model.features())
        .doesNotContain(Capability.SEED, Capability.IMAGES)
        .contains(Capability.THINKING);
    assertThat(model.trait("limit")).contains("x");
    assertThat(known(config, "o3").maxOutputTokens()).hasValue(100_000);
  }

  @Test
  void everything_that_is_wrong_is_told_with_its_place() {
    String told =
        with(
                "{type: ollama, capabilities: {context: none, hs: [images]}}",
                """
                capabilities:
                  - {type: openai, models: [a], has: [vision, tool], refuses: temprature}
                  - {models: [a], max_output: 0}
                  - {type: openai, model: [a], traits: words}
                  - nothing
                """)
            .refusal();

    assertThat(told)
        .contains("jackfield.yaml:1:58: llm.providers[0].capabilities.context: 'none' is not a")
        .contains("llm.providers[0].capabilities.hs: There is no such key.")
        .contains("models.yaml:2:39: capabilities[0].has[0]: 'vision' is not one of")
        .contains("models.yaml:2:47: capabilities[0].has[1]: 'tool' is not one of")
        .contains("Did you mean 'tools'?")
        .contains("capabilities[0].refuses: 'temprature' is not one of")
        .contains("Did you mean 'temperature'?")
        .contains("models.yaml:3:5: capabilities[1]: This row has no 'type'.")
        .contains("capabilities[1].max_output: '0' is not a whole number from 1")
        .contains("capabilities[2].model: There is no such key of a row.")
        .contains("capabilities[2].traits: Here stands text, not a section.")
        .contains("models.yaml:5:5: capabilities[3]: Here stands text, not a section.");
  }

  @Test
  void what_is_no_list_is_told_and_nothing_is_no_rows() {
    assertThat(with("{type: ollama}", "capabilities: {type: ollama}\n").refusal())
        .contains("models.yaml:1:15: capabilities: Here stands a section where a list belongs.");
    assertThat(with("{type: ollama}", "capabilities:\n").resolve().sources().warnings()).isEmpty();
  }

  @Test
  void a_file_that_is_no_yaml_is_told_once() {
    assertThat(with("{type: ollama}", "capabilities: [\n").refusal())
        .containsOnlyOnce("models.yaml");
  }

  @Test
  void a_row_of_a_type_without_a_plugin_waits_and_a_slip_warns() {
    EngineConfig config =
        with(
                "{type: ollama}",
                """
                capabilities:
                  - {type: mistral-cloud, models: ["*"], context: 1}
                  - {type: olama, models: ["*"], context: 1}
                """)
            .resolve();

    assertThat(config.sources().warnings())
        .singleElement()
        .asString()
        .contains("models.yaml:3:12: capabilities[1].type: No backend is of the type 'olama'.")
        .contains("Did you mean 'ollama'?");
  }

  @Test
  void a_name_of_its_type_is_as_good_as_another() {
    EngineConfig config =
        with("{type: ollama}", "capabilities: [{type: azure, models: ['*'], context: 3}]")
            .resolve();

    assertThat(config.capabilities().about(List.of("azure-openai", "azure")))
        .extracting(row -> row.changes().contextTokens().orElse(0))
        .contains(3, 200_000);
  }
}
