package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jackfield.engine.ArtifactStore.Item;
import org.jackfield.engine.Environment;
import org.jackfield.models.catalogue.CatalogueReader;
import org.jackfield.models.catalogue.Source;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelNamesTest {
  @TempDir Path temp;
  private StoreFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new StoreFixture(temp);
    Files.createDirectories(fixture.folders().config().resolve("models"));
    Files.writeString(fixture.folders().config().resolve("models/own.gguf"), "GGUF");
    fixture.variables.put("HOME", Files.createDirectory(temp.resolve("home")).toString());
  }

  private Path locate(String name) {
    return fixture
        .store(StoreFixture.unknown(new Source.Folder(temp.resolve("shelf"))))
        .locate(ArtifactKind.MODEL, name, fixture.progress, () -> false);
  }

  private BackendException failure(String name) {
    return catchThrowableOfType(BackendException.class, () -> locate(name));
  }

  @Test
  void a_path_is_looked_up_below_the_configuration() {
    assertThat(locate("models/own.gguf"))
        .isAbsolute()
        .isEqualTo(fixture.folders().config().resolve("models/own.gguf").toAbsolutePath());
  }

  @Test
  void a_path_is_looked_up_absolutely_and_below_the_home() throws Exception {
    Path own = Files.writeString(temp.resolve("home/mine.gguf"), "GGUF");

    assertThat(locate(own.toString())).isEqualTo(own);
    assertThat(locate("~/mine.gguf")).isEqualTo(own);
  }

  @Test
  void a_path_is_looked_up_in_the_working_folder() {
    assertThat(locate("src/../pom.xml")).isEqualTo(Path.of("pom.xml").toAbsolutePath());
  }

  @Test
  void a_folder_is_no_model_by_its_bare_name() {
    assertThat(failure("models").code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(locate("./models")).isDirectory();
  }

  @Test
  void a_path_without_a_file_says_where_it_looked_and_what_exists() {
    BackendException missing = failure("models/mistral-7b-q4.gguf");

    assertThat(missing.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(missing).hasMessage("There is no file models/mistral-7b-q4.gguf.");
    assertThat(missing.hint())
        .contains(
            "Looked in "
                + fixture.folders().config()
                + " and "
                + Path.of("").toAbsolutePath()
                + ". To be pulled, with jackfield models pull NAME: tiny. Others: add them to"
                + " models.yaml, or set a backend's 'model' to the path of a .gguf file.");
  }

  @Test
  void a_name_with_a_slip_gets_the_nearest_name() {
    assertThat(failure("tiny:1"))
        .hasMessage("There is no model named tiny:1. Did you mean tiny:1b?");
  }

  @Test
  void a_name_unlike_any_gets_no_guess() {
    assertThat(failure("gpt-5")).hasMessage("There is no model named gpt-5.");
  }

  @Test
  void a_native_library_is_no_model_and_a_model_no_library() {
    ModelStore store =
        new ModelStore(
            CatalogueReader.shipped(),
            fixture.folders(),
            new Environment(fixture.variables),
            new Platform("linux-x64"));

    assertThat(store.present(ArtifactKind.MODEL, "llama.cpp")).isEmpty();
    assertThat(
            Testing.told(
                () -> store.locate(ArtifactKind.MODEL, "llama.cpp", fixture.progress, () -> false)))
        .startsWith("llama.cpp is the name of a native library, not a model. To be pulled, ")
        .contains("smollm2-135m-instruct")
        .doesNotContain("llama.cpp,");
    assertThat(
            Testing.told(
                () -> store.locate(ArtifactKind.NATIVE, "smollm2", fixture.progress, () -> false)))
        .startsWith("smollm2 is the name of a model, not a native library. To be pulled, ")
        .endsWith("llama.cpp. Others: name the folder of the library.");
  }

  @Test
  void what_is_here_and_what_can_be_pulled_are_told_apart() throws Exception {
    Path shelf = Files.createDirectory(temp.resolve("shelf"));
    Files.writeString(shelf.resolve(StoreFixture.FILE), "GGUF");
    locate("tiny");

    assertThat(failure("gpt-5").hint()).get().asString().startsWith("Here: tiny. Others: ");
  }

  @Test
  void names_that_no_system_can_have_are_just_not_found() {
    assertThat(failure("a\0b").code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(failure("").code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(failure("x".repeat(10_000)).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
  }

  @Test
  void an_empty_catalogue_says_how_to_fill_it() {
    assertThat(
            catchThrowableOfType(
                    BackendException.class,
                    () ->
                        fixture
                            .store()
                            .locate(ArtifactKind.MODEL, "tiny", fixture.progress, () -> false))
                .hint())
        .contains(
            "Others: add them to models.yaml, or set a backend's 'model' to the path of a .gguf"
                + " file.");
  }

  @Test
  void the_list_has_every_entry_with_its_licence_and_how_it_is_checked() {
    ModelStore store =
        new ModelStore(
            CatalogueReader.shipped(),
            fixture.folders(),
            new Environment(fixture.variables),
            new Platform("linux-arm64"));

    List<Item> items = store.list();

    assertThat(items)
        .first()
        .isEqualTo(
            new Item(
                "smollm2-135m-instruct",
                List.of("smollm2-135m", "smollm2:135m", "smollm2"),
                ArtifactKind.MODEL,
                98_362_432L,
                "Apache-2.0 (commercial use: yes;"
                    + " https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct)",
                "SmolLM2-135M-Instruct, 135M parameters, Q4_1, context 8192; SHA-256 in the"
                    + " catalogue; the default; small enough to start anywhere, too small to be"
                    + " relied on",
                Optional.empty()));
    assertThat(items)
        .last()
        .satisfies(
            item -> {
              assertThat(item.kind()).isEqualTo(ArtifactKind.NATIVE);
              assertThat(item.sizeBytes()).isEqualTo(7_340_902L);
              assertThat(item.description())
                  .isEqualTo("version 0.5.0; not tested on this platform");
            });
    assertThat(items)
        .filteredOn(item -> item.aliases().contains("mistral:7b"))
        .singleElement()
        .satisfies(item -> assertThat(item.description()).contains("SHA-256 not known yet"));
  }
}
