package org.jackfield.plugin.llamacpp.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.plugin.llamacpp.TestArtifacts;
import org.jackfield.plugin.llamacpp.gguf.GgufException;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.plugin.llamacpp.gguf.HostileGguf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the header check lets through, the native loader has to survive. */
class HostileLoadTest {
  @TempDir private Path folder;

  static List<HostileGguf.Case> letThrough() {
    return HostileGguf.all().stream().filter(c -> c.must() != HostileGguf.Must.REJECT).toList();
  }

  @ParameterizedTest
  @MethodSource("letThrough")
  void whatPassesTheHeaderCheckLoadsOrFailsWithAReason(HostileGguf.Case hostile)
      throws IOException {
    Path file = Files.write(folder.resolve(hostile.name() + ".gguf"), hostile.bytes());
    try {
      GgufFile.read(file);
    } catch (GgufException e) {
      assertThat(hostile.must()).isEqualTo(HostileGguf.Must.EITHER);
      return;
    }
    try (LlamaModel model = LlamaModel.load(TestArtifacts.natives(), file)) {
      assertThat(model.vocabularySize()).isEqualTo(768);
    }
  }

  @Test
  void theLibrarysOwnReasonIsInTheMessage() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("text.gguf"), "no model at all, but long enough for a header");

    assertThatExceptionOfType(NativeException.class)
        .isThrownBy(() -> LlamaModel.load(TestArtifacts.natives(), file))
        .withMessageContaining(file.toString())
        .withMessageContaining("invalid magic");
  }
}
