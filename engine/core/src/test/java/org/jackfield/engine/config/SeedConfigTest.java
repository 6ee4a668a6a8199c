package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jackfield.spi.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration that the design printed loads as it was printed. */
class SeedConfigTest {
  private static final Path SEED = Golden.RESOURCES.resolve("seed-4.yaml");

  private static EngineConfig seed(Map<String, String> environment) {
    return ConfigSource.read(SEED, Path.of("no-overrides.yaml"), environment)
        .resolve(TestingTypes.INSTALLED);
  }

  @Test
  void it_loads_with_every_value() {
    EngineConfig config = seed(Map.of());
    Settings ollama = ConfigFixture.settings(config, "ollama");
    Settings llamacpp = ConfigFixture.settings(config, "llamacpp");

    assertThat(ollama.string("model")).isEqualTo("mistral:7b");
    assertThat(ollama.url("endpoint")).isEqualTo(URI.create("http://localhost:11434"));
    assertThat(llamacpp.string("model")).isEqualTo("models/mistral-7b-q4.gguf");
    assertThat(llamacpp.integer("n_ctx")).isEqualTo(4096);
    assertThat(llamacpp.integer("n_threads")).isEqualTo(8);
    assertThat(config.backends())
        .extracting(BackendConfig::name)
        .containsExactly("ollama", "llamacpp");

    BackendOptions options = config.backends().getFirst().options();
    assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.maxTokens()).hasValue(4000);
    assertThat(options.temperature()).hasValue(0.1);
    assertThat(config.backends().getLast().options().timeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.defaultChain()).containsExactly("ollama", "llamacpp");
    assertThat(config.routing().exclusive()).isEmpty();
    assertThat(config.sources().warnings()).isEmpty();
  }

  private static String text(String template) {
    return seed(Map.of()).prompts().template(template).variants().getFirst().text().source();
  }

  @Test
  void its_templates_keep_every_character() {
    assertThat(text("rag_query"))
        .startsWith("Context: {context}\n\nQuestion: {question}\n\nAnswer based on")
        .contains("doesn't contain \nrelevant information, say \"I don't have")
        .endsWith("\n\nAnswer:\n");
    assertThat(text("summarization"))
        .isEqualTo("Summarize the following text in 2-3 sentences:\n\n{text}\n\nSummary:\n");
  }

  @Test
  void what_the_file_says_wins_over_the_environment() {
    Settings ollama =
        ConfigFixture.settings(
            seed(Map.of("OLLAMA_MODEL", "phi3", "OLLAMA_BASE_URL", "http://other:1")), "ollama");
    assertThat(ollama.string("model")).isEqualTo("mistral:7b");
    assertThat(ollama.url("endpoint")).hasHost("localhost");
  }

  @Test
  void every_beginning_of_it_loads_or_is_refused_with_a_place(@TempDir Path folder)
      throws java.io.IOException {
    byte[] whole = Files.readAllBytes(SEED);
    Path file = folder.resolve("half.yaml");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      try {
        EngineConfig config =
            ConfigSource.read(file, folder.resolve("none.yaml"), Map.of())
                .resolve(TestingTypes.INSTALLED);
        assertThat(config.backends()).isNotEmpty();
      } catch (ConfigException e) {
        List<ConfigProblem> problems = e.problems();
        assertThat(problems).isNotEmpty().allSatisfy(p -> assertThat(p.line()).isPositive());
      }
    }
  }
}
