package org.jackfield.chattemplate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's lists are the lists of the code. */
class ReadmeTest {
  private static List<String> listed(String title) throws IOException {
    String line =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(candidate -> candidate.startsWith("* " + title + ":"))
            .findFirst()
            .orElseThrow();
    return Pattern.compile("`([^`]+)`").matcher(line).results().map(ReadmeTest::name).toList();
  }

  private static String name(MatchResult match) {
    return match.group(1);
  }

  @Test
  void listsTheFilters() throws IOException {
    assertThat(listed("Filters")).isEqualTo(FilterName.allNames());
  }

  @Test
  void listsTheTests() throws IOException {
    assertThat(listed("Tests")).isEqualTo(TestName.allNames());
  }

  @Test
  void listsTheFunctions() throws IOException {
    assertThat(listed("Functions"))
        .isEqualTo(
            Arrays.stream(GlobalFunction.values())
                .map(GlobalFunction::pythonName)
                .sorted()
                .toList());
  }

  @Test
  void listsTheMethods() throws IOException {
    assertThat(listed("String methods"))
        .isEqualTo(StringMethod.allNames().stream().sorted().toList());
    assertThat(listed("Container methods"))
        .isEqualTo(ContainerMethod.allNames().stream().sorted().toList());
  }

  @Test
  void namesTheLimitsOfTheCode() throws IOException {
    String readme = Files.readString(Path.of("README.md")).replaceAll("\\s+", " ");
    TemplateLimits limits = TemplateLimits.defaults();
    assertThat(readme)
        .contains("template " + Source.MAX_CHARS / 1024 / 1024 + " Mi characters")
        .contains("nesting " + ParseContext.MAX_NESTING + " levels")
        .contains(RenderRun.MAX_DEPTH + " nested evaluations")
        .contains(limits.maxSteps() / 1_000_000 + " million steps")
        .contains(limits.maxOutputChars() / 1024 / 1024 + " Mi characters of output")
        .contains(limits.maxTextChars() / 1024 / 1024 + " Mi characters produced")
        .contains("%,d".formatted(Calls.MAX_RANGE_ITEMS));
  }
}
