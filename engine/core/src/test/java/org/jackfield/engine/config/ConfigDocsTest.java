package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jackfield.engine.prompt.PromptTemplate;
import org.jackfield.engine.prompt.PromptVariant;
import org.jackfield.engine.prompt.Prompts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped configuration, its schema and its reference fit the declarations. */
class ConfigDocsTest {
  private static final Path SHIPPED = Path.of("..", "..", "config");
  private static final InstalledTypes NONE = new InstalledTypes(List.of(), Map.of());

  private static List<String> errors(String schema, String yaml) {
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    return compiled.validate(yaml, InputFormat.YAML).stream().map(Error::toString).toList();
  }

  @Test
  void the_committed_schema_is_fresh() {
    Golden.assertSame(SHIPPED.resolve("jackfield.schema.json"), ConfigSchema.json(NONE));
  }

  @Test
  void the_committed_schema_of_prompt_templates_is_fresh() {
    Golden.assertSame(SHIPPED.resolve("prompts.schema.json"), ConfigSchema.prompts());
  }

  @Test
  void every_shipped_prompt_template_says_what_it_is_for_and_fits_the_schema() throws IOException {
    Prompts prompts =
        ConfigSource.read(SHIPPED, Path.of("none.yaml"), Map.of())
            .resolve(TestingTypes.INSTALLED)
            .prompts();
    assertThat(prompts.list())
        .allSatisfy(template -> assertThat(template.doc()).isNotBlank())
        .allSatisfy(
            template ->
                assertThat(template.variables())
                    .isNotEmpty()
                    .allSatisfy(variable -> assertThat(variable.doc()).isNotBlank()))
        .allSatisfy(
            template ->
                assertThat(template.variants())
                    .extracting(PromptVariant::family)
                    .contains("default", "mistral", "llama", "phi"));
    for (PromptTemplate template : prompts.list()) {
      Path file = SHIPPED.resolve("prompts").resolve(template.name() + ".yaml");
      assertThat(errors(ConfigSchema.prompts(), Files.readString(file))).isEmpty();
    }
  }

  @Test
  void the_committed_reference_is_fresh() {
    Golden.assertSame(SHIPPED.resolve("README.md"), ConfigReference.markdown(NONE));
  }

  @Test
  void the_reference_of_a_type_has_its_own_keys() {
    assertThat(ConfigReference.markdown(TestingTypes.INSTALLED))
        .contains("### `type: azure`")
        .contains("Also `azure-openai`.")
        .contains(
            "| `api_key` | secret text |  | The key. Required. Variables: `AZURE_OPENAI_API_KEY`, `AZURE_KEY`. |")
        .contains("| `timeout` | seconds, or `500ms`, `30s`, `5m`, `1h` | `120s` |")
        .contains("| `max_tokens` | whole number, 1 to 10000000 | `4096` | The most tokens. |");
  }

  @Test
  void the_shipped_configuration_loads_and_fits_the_schema() throws IOException {
    String yaml = Files.readString(SHIPPED.resolve("jackfield.yaml"));
    EngineConfig config =
        ConfigSource.read(SHIPPED, Path.of("none.yaml"), Map.of()).resolve(TestingTypes.INSTALLED);
    assertThat(config.defaultChain()).containsExactly("ollama", "llamacpp");
    assertThat(config.sources().warnings()).isEmpty();
    assertThat(ConfigFixture.settings(config, "ollama").string("model")).isEqualTo("llama3.2");
    assertThat(ConfigFixture.settings(config, "llamacpp").string("model"))
        .isEqualTo("smollm2-135m-instruct");
    assertThat(config.prompts().list())
        .extracting(PromptTemplate::name)
        .containsExactly("rag_query", "summarization");
    assertThat(errors(ConfigSchema.json(NONE), yaml)).isEmpty();
    assertThat(errors(ConfigSchema.json(TestingTypes.INSTALLED), yaml)).isEmpty();
  }

  /** Its examples in comments are right, too. */
  @Test
  void the_shipped_configuration_with_all_its_comments_taken_in_loads() throws IOException {
    String yaml =
        Files.readString(SHIPPED.resolve("jackfield.yaml"))
            .replaceAll(
                "(?m)^( *)# (?=- type| {2}model|profiles:|prompt_templates:| {2}[a-z-]+:| {4}[a-z_]+:)",
                "$1");
    Path file = Files.writeString(Files.createTempFile("uncommented", ".yaml"), yaml);
    EngineConfig config =
        ConfigSource.read(file, Path.of("none.yaml"), Map.of("ANTHROPIC_API_KEY", "k"))
            .resolve(
                Map.of(
                    "ollama", TestingTypes.OLLAMA,
                    "llamacpp", TestingTypes.OLLAMA,
                    "claude", TestingTypes.CLAUDE,
                    "openai", TestingTypes.OLLAMA,
                    "azure-openai", TestingTypes.AZURE,
                    "gemini", TestingTypes.OLLAMA,
                    "vllm", TestingTypes.OLLAMA,
                    "huggingface", TestingTypes.OLLAMA),
                Map.of());
    assertThat(config.backends()).hasSize(9);
    assertThat(config.routing().profiles()).containsOnlyKeys("local-fast", "cloud-quality");
    assertThat(errors(ConfigSchema.json(NONE), yaml)).isEmpty();
    Files.delete(file);
  }

  @Test
  void the_design_s_configuration_fits_the_schema() throws IOException {
    String yaml = Files.readString(Golden.RESOURCES.resolve("seed-4.yaml"));
    assertThat(errors(ConfigSchema.json(NONE), yaml)).isEmpty();
    assertThat(errors(ConfigSchema.json(TestingTypes.INSTALLED), yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"unknown-keys", "wrong-values", "wrong-shapes", "providers-not-a-list", "urls"})
  void what_is_refused_for_its_form_does_not_fit_the_schema(String name) throws IOException {
    String yaml = Files.readString(Golden.RESOURCES.resolve("errors/" + name + ".yaml"));
    assertThat(errors(ConfigSchema.json(TestingTypes.INSTALLED), yaml)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server: {port: '${PORT:-80}', max_body: 8MB, keys: '${K}', grace: 1.5}",
        "server: {port: '8080', max_body: 4096, keys: [a, 1], max_depth: }",
        "llm: {providers: [{type: ollama, timeout: 30s, temperature: '0.1', data: '${D}', x: 1}]}",
        "llm: {providers: [{type: x, model: 3.5, name: 7}], profiles: , fallback_order: one}",
        "llm: {profiles: {p: {chain: a, stop: [1, x], fallback_on: timeout, sampling: {seed: 1}}}}"
      })
  void what_is_allowed_fits_the_schema(String yaml) {
    assertThat(errors(ConfigSchema.json(NONE), yaml)).isEmpty();
  }
}
