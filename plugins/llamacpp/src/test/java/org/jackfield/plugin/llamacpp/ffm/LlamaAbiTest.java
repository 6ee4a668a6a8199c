package org.jackfield.plugin.llamacpp.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jackfield.plugin.llamacpp.Fixtures;
import org.jackfield.plugin.llamacpp.TestArtifacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaAbiTest {
  @TempDir private Path folder;

  @Test
  void thePinnedLibraryHasTheExpectedLayoutAndVersion() {
    LlamaLibrary library = LlamaLibrary.open(TestArtifacts.natives());

    assertThat(library.version()).startsWith("0.5.0");
    library.close();
  }

  @Test
  void everyChangedDefaultValueIsNoticed() {
    LlamaLibrary library = LlamaLibrary.open(TestArtifacts.natives());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment model = library.calls().modelDefaults(arena);
      MemorySegment context = library.calls().contextDefaults(arena);
      LlamaAbi.check("0.5.0", model, context);
      for (long at = 0; at < context.byteSize(); at += 4) {
        MemorySegment bent = arena.allocate(160, 8).copyFrom(context);
        bent.set(JAVA_INT, at, bent.get(JAVA_INT, at) + 1);
        assertThatExceptionOfType(NativeException.class)
            .isThrownBy(() -> LlamaAbi.check("0.5.0", model, bent))
            .withMessageContaining("llama_context_params")
            .withMessageContaining("byte " + at + " ");
      }
    } finally {
      library.close();
    }
  }

  @Test
  void anotherVersionIsRefusedByItsOwnWord() {
    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(() -> LlamaAbi.checkVersion("0.6.0"))
        .withMessageContaining("'0.6.0' is not supported")
        .withMessageContaining("0.5.0");
    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(() -> LlamaAbi.checkVersion("0.5.01"));
    LlamaAbi.checkVersion("0.5.0-dev");
  }

  @Test
  void libraryFilesOfAnotherVersionAreNotEvenOpened() throws IOException {
    Files.createFile(folder.resolve("libggml.v0.6.1.so"));

    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(() -> LlamaLibrary.find(folder, "ggml"))
        .withMessageContaining("0.6.1");
  }

  @Test
  void theRightVersionIsChosenAmongSeveralAndLinksAreFollowed() throws IOException {
    Path right = Files.createFile(folder.resolve("libllama.so.0.5.0"));
    Files.createFile(folder.resolve("libllama.so.0.4.0"));
    Files.createFile(folder.resolve("libllama-common.so"));
    assertThat(LlamaLibrary.find(folder, "llama")).isEqualTo(right);

    Path plain = Files.createFile(folder.resolve("libggml.so"));
    Files.createFile(folder.resolve("libggml-base.so"));
    assertThat(LlamaLibrary.find(folder, "ggml")).isEqualTo(plain);
  }

  @Test
  void aFolderWithoutTheLibraryIsNamed() {
    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(() -> LlamaLibrary.find(folder, "llama"))
        .withMessageContaining(folder.toString())
        .withMessageContaining("it has []");
  }

  @Test
  void theLibraryCanBeOpenedAgainAfterItsLastShareWasClosed() {
    for (int i = 0; i < 3; i++) {
      try (LlamaModel model = LlamaModel.load(TestArtifacts.natives(), Fixtures.tinyModel())) {
        assertThat(model.vocabularySize()).isEqualTo(768);
      }
    }
  }
}
