package org.jackfield.plugin.llamacpp.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jackfield.plugin.llamacpp.Fixtures;
import org.jackfield.plugin.llamacpp.TestArtifacts;
import org.junit.jupiter.api.Test;

/** What the process has in its address space, where the system tells (Linux). */
class MappedFilesTest {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final Pattern VARIANT = Pattern.compile("libggml-cpu-(\\w+)\\.so");

  @Test
  void weightsAreMappedFromTheFileForAsLongAsTheModelIsOpen() throws IOException {
    String file = Fixtures.tinyModel().toRealPath().toString();
    try (LlamaModel model = LlamaModel.load(TestArtifacts.natives(), Fixtures.tinyModel())) {
      assertThat(model.vocabularySize()).isPositive();
      if (Files.exists(MAPS)) {
        assertThat(mapped()).anyMatch(line -> line.endsWith(file));
      }
    }
    if (Files.exists(MAPS)) {
      assertThat(mapped()).noneMatch(line -> line.endsWith(file));
    }
  }

  @Test
  void ofTheLibrarysVariantsTheOneForThisProcessorIsLoaded() throws IOException {
    try (LlamaModel model = LlamaModel.load(TestArtifacts.natives(), Fixtures.tinyModel())) {
      assertThat(model.vocabularySize()).isPositive();
      if (Files.exists(MAPS)) {
        Set<String> variants =
            mapped().stream()
                .map(VARIANT::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .collect(Collectors.toSet());

        assertThat(variants).hasSize(1);
        if (Files.readString(PROCESSOR).contains(" avx2 ")) {
          assertThat(variants).doesNotContain("x64", "sse42", "sandybridge");
        }
      }
    }
  }

  private static List<String> mapped() throws IOException {
    return Files.readAllLines(MAPS);
  }
}
