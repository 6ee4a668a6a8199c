package org.jackfield.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.models.catalogue.CatalogueReader;
import org.jackfield.spi.ArtifactKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pulls what every machine needs from where it really is, by the shipped catalogue: the default
 * model into the user's cache, where other tests find it, the native library into an empty one.
 */
@Timeout(300)
class RealPullTest {
  private static final Path CATALOGUE = Path.of("../../config/models.yaml");

  @TempDir Path temp;

  @Test
  void the_default_model_is_pulled_into_the_users_cache() throws Exception {
    RecordedProgress progress = new RecordedProgress();
    ModelStore store =
        new ModelStore(
            Folders.ofUser(Environment.ofProcess(), CATALOGUE.resolveSibling("")),
            Environment.ofProcess());

    Path model = store.locate(ArtifactKind.MODEL, "smollm2:135m", progress, () -> false);

    assertThat(model).hasFileName("SmolLM2-135M-Instruct.Q4_1.gguf").hasSize(98_362_432L);
    assertThat(Files.newInputStream(model).readNBytes(4)).isEqualTo("GGUF".getBytes("US-ASCII"));
    assertThat(store.present(ArtifactKind.MODEL, "smollm2-135m-instruct")).contains(model);
  }

  @Test
  void the_native_library_is_pulled_checked_and_unpacked_once() throws Exception {
    RecordedProgress progress = new RecordedProgress();
    Folders folders = new Folders(temp, temp.resolve("data"), temp.resolve("cache"));
    ModelStore store =
        new ModelStore(
            CatalogueReader.read(CATALOGUE),
            folders,
            Environment.ofProcess(),
            new Platform("linux-x64"));

    Path library = store.locate(ArtifactKind.NATIVE, "llama.cpp", progress, () -> false);

    assertThat(library.resolve("libllama.v0.5.0.so")).hasSize(4_620_496L);
    assertThat(library.resolve("libggml-cpu-x64.so")).exists();
    assertThat(library.resolve("libggml-base.so")).exists();
    assertThat(library.resolve("llama-addon.node")).doesNotExist();
    assertThat(progress.notices())
        .first()
        .asString()
        .contains("llama.cpp 0.5.0", "10.8 MB", "MIT", "npm @node-llama-cpp/linux-x64@3.22.1");
    assertThat(progress.total()).isEqualTo(10_824_547L);
    assertThat(Testing.names(library.resolveSibling("")))
        .isEqualTo(List.of(".llama.cpp-0.5.0-linux-x64.lock", "llama.cpp-0.5.0-linux-x64"));

    RecordedProgress again = new RecordedProgress();
    assertThat(store.locate(ArtifactKind.NATIVE, "llama.cpp", again, () -> false))
        .isEqualTo(library);
    assertThat(again.notices()).isEmpty();
  }
}
