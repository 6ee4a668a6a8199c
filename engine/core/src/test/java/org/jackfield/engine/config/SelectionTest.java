package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One variable chooses one backend, with a file and without. */
class SelectionTest {
  @TempDir private Path folder;

  private EngineConfig environment(String... namesAndValues) {
    return ConfigSource.readEnvironment(
            folder.resolve("overrides.yaml"), TestingTypes.environment(namesAndValues))
        .resolve(TestingTypes.ALL, TestingTypes.UNAVAILABLE);
  }

  @Test
  void without_a_file_the_variables_of_the_type_are_enough() {
    EngineConfig config =
        environment(
            "JACKFIELD_LLM_BACKEND", "claude", "ANTHROPIC_API_KEY", "k", "CLAUDE_MODEL", "m1");
    assertThat(config.routing().exclusive())
        .contains(new ExclusiveBackend("claude", "JACKFIELD_LLM_BACKEND"));
    assertThat(config.defaultChain()).containsExactly("claude");
    assertThat(config.routing().fallbackOrder()).isEmpty();
    assertThat(ConfigFixture.settings(config, "claude").secret("api_key").reveal()).isEqualTo("k");
    assertThat(ConfigFixture.settings(config, "claude").string("model")).isEqualTo("m1");
    assertThat(ConfigFixture.settings(config, "claude").integer("max_tokens")).isEqualTo(4096);
    assertThat(config.backends().getFirst().options().maxTokens()).hasValue(4096);
  }

  @Test
  void the_first_variable_set_wins_and_blank_ones_do_not_count() {
    assertThat(
            environment("JACKFIELD_LLM_BACKEND", "echo", "LLM_PROVIDER", "ollama").defaultChain())
        .containsExactly("echo");
    assertThat(environment("JACKFIELD_LLM_BACKEND", " ", "LLM_PROVIDER", "ollama").defaultChain())
        .containsExactly("ollama");
    assertThat(environment("LLM_PROVIDER", " Ollama ").defaultChain()).containsExactly("ollama");
  }

  @Test
  void a_missing_key_is_told_with_its_variable() {
    EngineConfig config = environment("LLM_PROVIDER", "claude", "ANTHROPIC_API_KEY", "  ");
    assertThat(new ConfigFixture(folder).reason(config, "claude"))
        .isEqualTo("Backend 'claude' needs 'api_key'. Set ANTHROPIC_API_KEY.");
  }

  @Test
  void all_that_is_missing_is_told() {
    EngineConfig config = environment("LLM_PROVIDER", "azure");
    assertThat(new ConfigFixture(folder).reason(config, "azure"))
        .isEqualTo(
            "Backend 'azure' needs 'endpoint'. Set AZURE_OPENAI_ENDPOINT."
                + " Backend 'azure' needs 'api_key'. Set AZURE_OPENAI_API_KEY or AZURE_KEY."
                + " Backend 'azure' needs 'model'. Set AZURE_OPENAI_DEPLOYMENT.");
  }

  @Test
  void a_wrong_value_of_a_variable_is_told_with_its_name() {
    EngineConfig config = environment("LLM_PROVIDER", "ollama", "OLLAMA_BASE_URL", "localhost:1");
    assertThat(new ConfigFixture(folder).reason(config, "ollama"))
        .isEqualTo(
            "The variable OLLAMA_BASE_URL is 'localhost:1', which is not an absolute http or https"
                + " URL. Did you mean 'http://localhost:1'?");
  }

  @Test
  void an_unknown_choice_lists_what_is_valid_and_the_nearest() {
    assertThatThrownBy(() -> environment("JACKFIELD_LLM_BACKEND", "cluade"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "JACKFIELD_LLM_BACKEND: 'cluade' is neither a configured backend nor an installed type."
                + " Did you mean 'claude'? Valid are: azure, azure-openai, claude, echo, llamacpp,"
                + " ollama, openai, vllm.");
  }

  @Test
  void a_type_whose_plugin_is_broken_is_unavailable_with_its_reason() {
    EngineConfig config = environment("LLM_PROVIDER", "vllm");
    assertThat(new ConfigFixture(folder).reason(config, "vllm"))
        .isEqualTo("unavailable: plugin vllm-1.0.jar needs SPI 9");
    assertThat(config.defaultChain()).containsExactly("vllm");
  }

  @Test
  void with_a_file_its_entry_of_that_name_or_type_is_taken_alone() {
    ConfigFixture fixture =
        ConfigFixture.of(
            folder,
            """
            llm:
              providers:
                - {type: echo}
                - {type: ollama, name: big, model: m-big}
                - {type: ollama, name: small, model: m-small}
                - {type: azure-openai, api_key: k, endpoint: "https://x.example", model: d}
              profiles:
                local: {chain: [small, echo], data: local}
              default_profile: local
            """);
    assertThat(fixture.resolve().defaultChain()).containsExactly("small", "echo");

    EngineConfig byName = fixture.resolve("LLM_PROVIDER", "small");
    assertThat(byName.defaultChain()).containsExactly("small");
    assertThat(byName.defaultProfile().orElseThrow().limits().data()).isPresent();
    assertThat(byName.backends()).hasSize(4);

    assertThat(fixture.resolve("LLM_PROVIDER", "ollama").defaultChain()).containsExactly("big");
    assertThat(fixture.resolve("LLM_PROVIDER", "azure").defaultChain())
        .containsExactly("azure-openai");
  }

  @Test
  void with_a_file_that_lacks_it_the_environment_makes_it_and_the_order_stays() {
    EngineConfig config =
        ConfigFixture.of(folder, "llm: {providers: [{type: echo}]}")
            .resolve("LLM_PROVIDER", "ollama");
    assertThat(config.defaultChain()).containsExactly("ollama");
    assertThat(config.routing().fallbackOrder()).containsExactly("echo");
    assertThat(config.backends()).extracting(BackendConfig::name).containsExactly("echo", "ollama");
  }

  @Test
  void without_file_and_choice_it_says_how_to_add_a_backend() {
    assertThatThrownBy(() -> environment("ANTHROPIC_API_KEY", "k"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "the environment: llm.providers: No backend is configured. Add an entry '- type: NAME',"
                + " or set JACKFIELD_LLM_BACKEND=NAME. Installed are: azure, azure-openai, claude,"
                + " echo, llamacpp, ollama, openai, vllm. ANTHROPIC_API_KEY is set, so"
                + " JACKFIELD_LLM_BACKEND=claude may be all it takes.");
  }

  @Test
  void without_any_plugin_it_says_so() {
    RawConfig raw = ConfigSource.readEnvironment(folder.resolve("none"), Map.of());
    assertThat(raw.hasFile()).isFalse();
    assertThatThrownBy(() -> raw.resolve(Map.of(), Map.of()))
        .hasMessageContaining("No backend type is installed: there is no plugin.");
  }
}
