package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.jackfield.engine.capability.CapabilityChanges;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands changed is merged last, and never fails a reload by being out of date. */
class OverlayTest {
  @TempDir private Path folder;

  private ConfigFixture main = new ConfigFixture(Path.of("unused"));

  @BeforeEach
  void write() {
    main =
        ConfigFixture.of(
            folder,
            """
            llm:
              providers:
                - {type: ollama, model: a, timeout: 5}
                - {type: echo, name: parrot, prefix: p}
              fallback_order: [ollama, parrot]
              profiles:
                fast: {chain: [ollama], attempts: 2, sampling: {temperature: 1, top_p: 0.5}}
              prompt_templates: {t: one, u: two}
            """);
  }

  private String warnings(EngineConfig config) {
    StringBuilder text = new StringBuilder();
    config.sources().warnings().forEach(w -> text.append(main.plain(w.toString())).append('\n'));
    return text.toString();
  }

  @Test
  void it_changes_single_settings_and_leaves_the_others() {
    EngineConfig config =
        main.withOverlay(
                """
                llm:
                  providers:
                    - {name: ollama, model: b}
                    - {name: parrot, prefix: q, retries: 2}
                  fallback_order: [parrot]
                  profiles: {fast: {attempts: 5, sampling: {temperature: 0}}}
                  prompt_templates: {u: three}
                  default_profile: fast
                server: {port: 99}
                """)
            .resolve();
    assertThat(ConfigFixture.settings(config, "ollama").string("model")).isEqualTo("b");
    assertThat(config.backends().getFirst().options().timeout()).hasSeconds(5);
    assertThat(ConfigFixture.settings(config, "parrot").string("prefix")).isEqualTo("q");
    assertThat(config.routing().fallbackOrder()).containsExactly("parrot");
    ProfileConfig fast = config.defaultProfile().orElseThrow();
    assertThat(fast.chain()).containsExactly("ollama");
    assertThat(fast.limits().attempts()).hasValue(5);
    assertThat(fast.defaults().sampling().temperature()).hasValue(0);
    assertThat(fast.defaults().sampling().topP()).hasValue(0.5);
    assertThat(config.prompts().list())
        .extracting(template -> template.variants().getFirst().text().source())
        .containsExactly("one", "three");
    assertThat(config.server().port()).isEqualTo(99);
    assertThat(config.sources().warnings()).isEmpty();
    assertThat(main.plain(config.sources().view().yaml()))
        .contains("model: b  # overrides.yaml:3:29 (override)")
        .contains("timeout: \"5s\"  # jackfield.yaml:3:41")
        .contains("port: 99  # overrides.yaml:9:16 (override)");
  }

  @Test
  void what_has_no_target_any_more_warns_and_is_left_out() {
    EngineConfig config =
        main.withOverlay(
                """
                llm:
                  providers:
                    - {name: gone, model: b}
                    - {name: ollama, gone_key: 1}
                    - text
                  fallback_order: [gone, ollama]
                  profiles:
                    gone: {attempts: 5}
                    fast: {chain: [gone, parrot], gone_key: 1}
                  prompt_templates: {gone: x}
                  default_profile: gone
                strategy: consensus
                """)
            .resolve();
    assertThat(warnings(config))
        .isEqualTo(
            """
            overrides.yaml:3:7: llm.providers[0]: The configuration has no such backend. It is left out. Remove it from this file.
            overrides.yaml:5:7: llm.providers[2]: The configuration has no such backend. It is left out. Remove it from this file.
            overrides.yaml:8:5: llm.profiles.gone: The configuration has none such. It is left out. Remove it from this file.
            overrides.yaml:9:35: llm.profiles.fast.gone_key: There is no such key. It is left out. Remove it from this file.
            overrides.yaml:10:22: llm.prompt_templates.gone: The configuration has none such. It is left out. Remove it from this file.
            overrides.yaml:12:1: strategy: There is no such key. It is left out. Remove it from this file.
            overrides.yaml:4:22: llm.providers[0].gone_key: There is no such key for the type 'ollama'. Its value is ****. It is left out. The keys here are: breaker, capabilities, data, endpoint, idle_timeout, keep_alive, max_tokens, model, models, name, retries, stream, temperature, timeout, type.
            overrides.yaml:6:20: llm.fallback_order[0]: There is no backend named 'gone'. It is left out. There are: ollama, parrot.
            overrides.yaml:9:20: llm.profiles.fast.chain[0]: There is no backend named 'gone'. It is left out. There are: ollama, parrot.
            overrides.yaml:11:20: llm.default_profile: There is no profile named 'gone'. It is left out. There are: fast.
            """);
    assertThat(config.defaultChain()).containsExactly("ollama");
    assertThat(config.profile("fast").orElseThrow().chain()).containsExactly("parrot");
  }

  @Test
  void an_order_of_which_nothing_is_left_counts_as_none() {
    EngineConfig config = main.withOverlay("llm: {fallback_order: [gone]}\n").resolve();
    assertThat(config.defaultChain()).containsExactly("ollama", "parrot");
  }

  @Test
  void a_wrong_value_in_it_is_an_error_with_its_place() {
    assertThat(main.withOverlay("llm: {providers: [{name: ollama, timeout: soon}]}\n").refusal())
        .startsWith("overrides.yaml:1:43: llm.providers[0].timeout: 'soon' is not a time.");
  }

  @Test
  void broken_files_are_told_together() {
    main.write(main.main, "llm: {\n");
    assertThat(main.withOverlay("a: [\n").refusal())
        .startsWith("The configuration has 2 problems:\n  jackfield.yaml:2:1: ")
        .contains("\n  overrides.yaml:2:1: ");
  }

  @Test
  void it_need_not_be_there_and_is_watched_all_the_same() {
    EngineConfig config = main.resolve();
    assertThat(config.sources().files())
        .containsExactly(
            main.main,
            main.overlay,
            main.folder.resolve("prompts"),
            main.folder.resolve("models.yaml"));
  }

  @Test
  void of_a_section_within_a_backend_only_the_keys_that_it_has_are_replaced() {
    main.write(
        main.main,
        "llm: {providers: [{type: ollama, capabilities: {context: 1, traits: {a: x, b: y}}}]}");

    EngineConfig config =
        main.withOverlay(
                "llm: {providers: [{name: ollama, capabilities: {max_output: 2, traits: {b: z}}}]}")
            .resolve();

    CapabilityChanges changes = config.backends().getFirst().options().capabilities();
    assertThat(changes.contextTokens()).hasValue(1);
    assertThat(changes.maxOutputTokens()).hasValue(2);
    assertThat(changes.traits()).containsExactly(Map.entry("a", "x"), Map.entry("b", "z"));
  }

  @Test
  void an_empty_one_changes_nothing() {
    assertThat(main.withOverlay("# nothing yet\n").resolve().defaultChain())
        .containsExactly("ollama", "parrot");
    assertThat(main.withOverlay("").resolve().sources().warnings()).isEmpty();
  }

  @Test
  void a_null_in_it_brings_back_the_default() {
    EngineConfig config =
        main.withOverlay("llm: {providers: [{name: ollama, timeout: ~}], fallback_order: ~}\n")
            .resolve();
    assertThat(config.backends().getFirst().options().timeout()).hasSeconds(30);
    assertThat(config.routing().fallbackOrder()).containsExactly("ollama", "parrot");
  }
}
