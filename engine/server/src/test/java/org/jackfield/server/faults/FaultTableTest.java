package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The table of faults in the README names every test of this package, and no other. */
class FaultTableTest {
  private static final Pattern NAME = Pattern.compile("`(\\w+IT\\.\\w+)`");

  @Test
  void every_test_is_in_the_table_and_every_row_has_its_tests() throws IOException {
    String page = Files.readString(Path.of("README.md"));
    List<String> rows = page.lines().filter(line -> line.startsWith("| ")).toList();

    assertThat(
            NAME.matcher(page).results().map(MatchResult::group).map(name -> name.replace("`", "")))
        .containsExactlyInAnyOrderElementsOf(tests());
    assertThat(rows).filteredOn(row -> row.contains("IT.")).hasSizeGreaterThan(20);
  }

  private static List<String> tests() {
    return Stream.of(
            ConnectionFaultsIT.class,
            NamesAndCertificatesIT.class,
            BrokenStreamsIT.class,
            BadAnswersIT.class,
            RefusalsIT.class,
            LoadFaultsIT.class,
            LeavingClientsIT.class,
            ProviderTrapsIT.class)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(FaultTableTest::isTest)
        .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
        .toList();
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }
}
