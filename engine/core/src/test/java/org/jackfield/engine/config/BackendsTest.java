package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jackfield.engine.PullRule;
import org.jackfield.engine.breaker.BreakerRules;
import org.jackfield.engine.capability.CapabilityChanges;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendsTest {
  @TempDir private Path folder;

  @Test
  void every_kind_of_setting_becomes_its_type() {
    EngineConfig config =
        ConfigFixture.of(
                folder,
                """
                llm:
                  providers:
                    - type: llamacpp
                      model: 012
                      n_ctx: 4096
                      min_p: 5e-2
                      split: row
                      stop: ["</s>", no, 1:30]
                    - type: llamacpp
                      name: second
                      model: no
                      stop: "###"
                    - type: ollama
                      model: 1_000
                      endpoint: HTTPS://Example.org/base
                      keep_alive: 1.5m
                      stream: false
                    - type: claude
                      api_key: k
                """)
            .resolve();
    Settings first = ConfigFixture.settings(config, "llamacpp");
    Settings second = ConfigFixture.settings(config, "second");
    Settings ollama = ConfigFixture.settings(config, "ollama");

    assertThat(first.string("model")).isEqualTo("012");
    assertThat(first.integer("n_ctx")).isEqualTo(4096);
    assertThat(first.decimal("min_p")).isEqualTo(0.05);
    assertThat(first.string("split")).isEqualTo("row");
    assertThat(first.strings("stop")).containsExactly("</s>", "no", "1:30");
    assertThat(first.has("n_threads")).isFalse();
    assertThat(second.string("model")).isEqualTo("no");
    assertThat(second.strings("stop")).containsExactly("###");
    assertThat(ollama.string("model")).isEqualTo("1_000");
    assertThat(ollama.url("endpoint")).isEqualTo(URI.create("HTTPS://Example.org/base"));
    assertThat(ollama.duration("keep_alive")).isEqualTo(Duration.ofSeconds(90));
    assertThat(ollama.flag("stream")).isFalse();
    assertThat(ConfigFixture.settings(config, "claude").secret("api_key").reveal()).isEqualTo("k");
  }

  @Test
  void common_options_come_from_the_file_or_the_type() {
    EngineConfig config =
        ConfigFixture.of(
                folder,
                """
                llm:
                  providers:
                    - {type: echo}
                    - {type: ollama, timeout: 500ms, idle_timeout: 2m, max_tokens: 5,
                       temperature: 0, retries: 3, data: tenant, models: [m-*, n]}
                    - {type: ollama, name: plain}
                """)
            .resolve();
    assertThat(config.backends().get(0).options())
        .isEqualTo(
            new BackendOptions(
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                java.util.OptionalInt.empty(),
                java.util.OptionalDouble.empty(),
                1,
                java.util.Optional.empty(),
                List.of(),
                BreakerRules.DEFAULT,
                CapabilityChanges.NONE));
    assertThat(config.backends().get(1).options())
        .isEqualTo(
            new BackendOptions(
                Duration.ofMillis(500),
                Duration.ofMinutes(2),
                java.util.OptionalInt.of(5),
                java.util.OptionalDouble.of(0),
                3,
                java.util.Optional.of(DataLocation.TENANT),
                List.of("m-*", "n"),
                BreakerRules.DEFAULT,
                CapabilityChanges.NONE));
    assertThat(config.backends().get(2).options().retries()).isZero();
  }

  @Test
  void when_a_failing_backend_is_left_alone_is_settable() {
    EngineConfig config =
        ConfigFixture.of(
                folder,
                """
                llm:
                  providers:
                    - {type: ollama, breaker: {failures: 2, open: 5s, successes: 1}}
                    - {type: echo, breaker: {open: 1m}}
                """)
            .resolve();

    assertThat(config.backends())
        .extracting(backend -> backend.options().breaker())
        .containsExactly(
            new BreakerRules(2, Duration.ofSeconds(5), 1),
            new BreakerRules(5, Duration.ofMinutes(1), 2));
  }

  @Test
  void a_missing_key_is_told_with_its_variable_and_its_place() {
    ConfigFixture fixture =
        ConfigFixture.of(
            folder,
            """
            llm:
              providers:
                - type: echo
                - type: claude
                  model: m
                - type: claude
                  name: second
                  api_key:
            """);
    EngineConfig config = fixture.resolve();
    assertThat(fixture.reason(config, "claude"))
        .isEqualTo(
            "Backend 'claude' needs 'api_key'. Set ANTHROPIC_API_KEY, or llm.providers[1].api_key"
                + " in jackfield.yaml:4.");
    assertThat(fixture.reason(config, "second"))
        .endsWith("llm.providers[2].api_key in jackfield.yaml:6.");
    assertThat(fixture.resolve("ANTHROPIC_API_KEY", "k").backends())
        .allSatisfy(b -> assertThat(b.state()).isInstanceOf(BackendState.Ready.class));
  }

  @Test
  void a_key_that_only_the_default_endpoint_wants_is_not_missed_elsewhere() {
    ConfigFixture fixture =
        ConfigFixture.of(
            folder,
            """
            llm:
              providers:
                - type: openai
                - {type: openai, name: own, endpoint: "http://localhost:8000/v1"}
                - {type: openai, name: same, endpoint: "https://api.openai.com/v1"}
                - {type: openai, name: unknown, endpoint: "${NOWHERE}"}
            """);
    EngineConfig config = fixture.resolve();
    assertThat(fixture.reason(config, "openai"))
        .isEqualTo(
            "Backend 'openai' needs 'api_key'. Set OPENAI_API_KEY, or llm.providers[0].api_key in"
                + " jackfield.yaml:3.");
    assertThat(config.backend("own").orElseThrow().state()).isInstanceOf(BackendState.Ready.class);
    assertThat(fixture.reason(config, "same")).contains("Set OPENAI_API_KEY");
    assertThat(fixture.reason(config, "unknown")).contains("NOWHERE").doesNotContain("api_key");
    assertThat(fixture.resolve("OPENAI_BASE_URL", "http://localhost:1/v1").backends().getFirst())
        .satisfies(b -> assertThat(b.state()).isInstanceOf(BackendState.Ready.class));
  }

  @Test
  void a_broken_plugin_makes_its_entries_unavailable_and_the_rest_serves() {
    ConfigFixture fixture =
        ConfigFixture.of(
            folder,
            """
            llm:
              providers:
                - {type: vllm, endpoint: not checked, whatever: [1, 2]}
                - {type: echo}
              fallback_order: [vllm, echo]
            """);
    EngineConfig config = fixture.resolve();
    assertThat(fixture.reason(config, "vllm"))
        .isEqualTo("unavailable: plugin vllm-1.0.jar needs SPI 9");
    assertThat(config.defaultChain()).containsExactly("vllm", "echo");
  }

  @Test
  void an_alias_is_a_type_like_any_other() {
    EngineConfig config =
        ConfigFixture.of(
                folder,
                """
                llm:
                  providers: [{type: azure, endpoint: "https://x.example", model: d}]
                """)
            .resolve("AZURE_KEY", "second", "AZURE_OPENAI_API_KEY", "");
    assertThat(config.backends().getFirst().type()).isEqualTo("azure");
    assertThat(ConfigFixture.settings(config, "azure").secret("api_key").reveal())
        .isEqualTo("second");
  }

  @Test
  void a_profile_has_chain_limits_and_defaults() {
    EngineConfig config =
        ConfigFixture.of(
                folder,
                """
                llm:
                  providers: [{type: echo}, {type: ollama}]
                  fallback_order: [ollama]
                  profiles:
                    local-fast:
                      chain: [ollama, echo]
                      data: local
                      deadline: 60s
                      attempts: 3
                      sampling: {temperature: 0.1, top_p: 1, top_k: 40, min_p: 0.05, seed: -7,
                                 repeat_penalty: 1.1}
                      max_tokens: 100
                      stop: [END, "1"]
                      system: Be short.
                      fallback_on: [authentication, permission]
                    plain:
                """)
            .resolve();
    ProfileConfig fast = config.profile("local-fast").orElseThrow();
    assertThat(fast.chain()).containsExactly("ollama", "echo");
    assertThat(fast.limits().data()).contains(DataLocation.LOCAL);
    assertThat(fast.limits().deadline()).contains(Duration.ofMinutes(1));
    assertThat(fast.limits().attempts()).hasValue(3);
    assertThat(fast.defaults().sampling().temperature()).hasValue(0.1);
    assertThat(fast.defaults().sampling().topP()).hasValue(1.0);
    assertThat(fast.defaults().sampling().topK()).hasValue(40);
    assertThat(fast.defaults().sampling().seed()).hasValue(-7);
    assertThat(fast.defaults().sampling().penalties().repeat()).hasValue(1.1);
    assertThat(fast.defaults().limits().maxOutputTokens()).hasValue(100);
    assertThat(fast.defaults().limits().stop()).containsExactly("END", "1");
    assertThat(fast.defaults().system()).contains("Be short.");
    assertThat(fast.fallbackOn())
        .containsExactlyInAnyOrder(ErrorCode.AUTHENTICATION, ErrorCode.PERMISSION);

    ProfileConfig plain = config.profile("plain").orElseThrow();
    assertThat(plain.chain()).containsExactly("ollama");
    assertThat(plain.limits().data()).isEmpty();
    assertThat(config.profile("none")).isEmpty();
    assertThat(config.defaultProfile()).isEmpty();
  }

  @Test
  void the_server_has_safe_defaults() {
    ServerConfig server =
        ConfigFixture.of(folder, "llm: {providers: [{type: echo}]}").resolve().server();
    assertThat(server)
        .isEqualTo(
            new ServerConfig(
                "127.0.0.1",
                8383,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new ServerLimits(
                    8 << 20,
                    100,
                    32 << 10,
                    64,
                    1000,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30)),
                Duration.ofSeconds(20),
                PullRule.CONFIGURED));
  }

  @Test
  void the_server_takes_what_the_file_says() {
    ServerConfig server =
        ConfigFixture.of(
                folder,
                """
                llm: {providers: [{type: echo}]}
                server: {host: "0.0.0.0", port: 0, keys: [a, "${K}"], allowed_hosts: h.example,
                         max_body: 512 kb, grace: 1m}
                """)
            .resolve("K", "b")
            .server();
    assertThat(server.host()).isEqualTo("0.0.0.0");
    assertThat(server.port()).isZero();
    assertThat(server.keys()).extracting(key -> key.reveal()).containsExactly("a", "b");
    assertThat(server.allowedHosts()).containsExactly("h.example");
    assertThat(server.limits().maxBodyBytes()).isEqualTo(512 << 10);
    assertThat(server.grace()).isEqualTo(Duration.ofMinutes(1));
    assertThat(server.toString()).doesNotContain("[a,");
  }

  @Test
  void a_plugin_folder_that_is_not_there_is_told_with_its_place() {
    ConfigFixture fixture =
        ConfigFixture.of(folder, "llm: {providers: [{type: echo}]}\nplugins: {dirs: [., no-such]}");
    assertThat(fixture.refusal())
        .isEqualTo(
            "jackfield.yaml:2:21: plugins.dirs[1]: There is no folder 'no-such'."
                + " Name a folder that holds plugin jars.");
  }

  @Test
  void plugin_folders_are_known_before_the_types() {
    ConfigFixture.of(
        folder, "llm: {providers: [{type: echo}]}\nplugins: {dirs: [more, /abs, ../up, [x]]}");
    RawConfig raw = ConfigSource.read(folder, folder.resolve("overrides.yaml"), java.util.Map.of());
    assertThat(raw.pluginFolders())
        .containsExactly(folder.resolve("more"), Path.of("/abs"), folder.resolveSibling("up"));
    assertThat(raw.hasFile()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llm:\n  providers: [{type: echo}]\n  profiles:\n  fallback_order:\n",
        "llm: {providers: [{type: echo}], prompt_templates: ~, fallback_order: []}\n"
            + "server:\n"
            + "plugins:\n"
      })
  void sections_may_be_left_empty(String yaml) {
    EngineConfig config = ConfigFixture.of(folder, yaml).resolve();
    assertThat(config.defaultChain()).containsExactly("echo");
    assertThat(config.prompts().list()).isEmpty();
  }

  @Test
  void a_default_that_its_own_plugin_gets_wrong_is_its_own_fault() {
    org.jackfield.spi.SettingsSpec wrong =
        org.jackfield.spi.SettingsSpec.of(
            org.jackfield.spi.Setting.of("n", org.jackfield.spi.Setting.Kind.INTEGER, "N.")
                .withDefault("many"));
    ConfigFixture.of(folder, "llm: {providers: [{type: odd}, {type: echo}]}");
    EngineConfig config =
        ConfigSource.read(folder, folder.resolve("overrides.yaml"), java.util.Map.of())
            .resolve(java.util.Map.of("odd", wrong, "echo", TestingTypes.ECHO), java.util.Map.of());
    assertThat(config.backend("odd").orElseThrow().state())
        .isEqualTo(
            new BackendState.Unavailable(
                "The plugin of the type 'odd' declares 'many' as the default of 'n', which is not a"
                    + " whole number."));
    assertThat(ConfigFixture.settings(config, "echo")).isNotNull();
  }
}
