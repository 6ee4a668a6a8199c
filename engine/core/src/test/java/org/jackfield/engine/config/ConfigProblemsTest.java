package org.jackfield.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake in a file is told at once, in words that are written down. */
class ConfigProblemsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("SET_PORT", "eighty", "SECRET_KEY", "canary-secret");

  static List<Path> files() {
    return Golden.yamlFiles("errors");
  }

  @ParameterizedTest
  @MethodSource("files")
  void all_problems_are_told_with_place_value_and_advice(Path file) {
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigSource.read(file, Path.of("no-overrides.yaml"), ENVIRONMENT)
                    .resolve(TestingTypes.INSTALLED));
    assertThat(refusal).isNotNull();
    String text = String.valueOf(refusal.getMessage());
    assertThat(text).doesNotContain("canary").doesNotContain("eighty");
    assertThat(refusal.problems())
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.message()).isNotEmpty())
        .isSortedAccordingTo((a, b) -> a.location().compareTo(b.location()));
    Golden.assertSame(Golden.expected(file), text.replace(file.getParent() + "/", "") + "\n");
  }
}
