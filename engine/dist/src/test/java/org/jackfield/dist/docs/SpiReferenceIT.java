package org.jackfield.dist.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.SpiVersion;
import org.junit.jupiter.api.Test;

/** The tables of the plugin API's page say what the code says. */
class SpiReferenceIT {
  private static final Path PAGE = NewUser.CLONE.resolve("plugin-api/README.md");

  @Test
  void the_table_of_errors_is_the_one_of_the_code() throws Exception {
    String table =
        Arrays.stream(ErrorCode.values())
            .map(SpiReferenceIT::row)
            .collect(Collectors.joining("\n", "| --- | --- | ---: | --- | --- |\n", "\n\n"));

    assertThat(Files.readString(PAGE)).contains(table);
  }

  private static String row(ErrorCode code) {
    return "| `%s` | %s | %d | %s | %s |"
        .formatted(
            code,
            code.kind().name().toLowerCase(Locale.ROOT),
            code.httpStatus(),
            code.retryable() ? "yes" : "no",
            code.fallback() ? "yes" : "no");
  }

  @Test
  void the_tutorial_asks_for_a_range_that_begins_with_the_current_interface() {
    assertThat(MarkedBlock.of(PAGE, "file: manifest.txt"))
        .contains("Plugin-Requires: >=" + SpiVersion.current() + " & <");
  }
}
