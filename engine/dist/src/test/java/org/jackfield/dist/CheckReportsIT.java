package org.jackfield.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last step of the build counts the tests of this build, and lets none be skipped. */
class CheckReportsIT {
  private static final Path PROGRAM =
      Path.of(System.getProperty("jackfield.clone", "")).resolve(".mvn/CheckReports.java");
  private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
  private static final String PASSED = "<testcase classname='A' name='a'/>";
  private static final String SKIPPED = "<testcase classname='B' name='b'><skipped/></testcase>";

  @TempDir private Path folder;

  @Test
  void a_skipped_test_fails_the_build() throws Exception {
    report("A", PASSED, START);
    report("B", SKIPPED, START.plusSeconds(1));

    Launched.Result result = check();

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("1 passed, 0 failed, 1 skipped\n");
    assertThat(result.err()).contains("skipped: B.b");
  }

  @Test
  void the_report_of_an_earlier_build_counts_for_nothing() throws Exception {
    report("A", PASSED, START);
    report("B", SKIPPED, START.minusSeconds(1));

    Launched.Result result = check();

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).isEqualTo("1 passed, 0 failed, 0 skipped\n");
  }

  @Test
  void reports_of_earlier_builds_alone_are_no_tests_at_all() throws Exception {
    report("A", PASSED, START.minusSeconds(1));

    Launched.Result result = check();

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("No test ran");
  }

  private void report(String name, String tests, Instant written) throws IOException {
    Path reports = Files.createDirectories(folder.resolve("module/target/surefire-reports"));
    Path file = reports.resolve("TEST-" + name + ".xml");
    Files.writeString(file, "<testsuite>" + tests + "</testsuite>");
    Files.setLastModifiedTime(file, FileTime.from(written));
  }

  private Launched.Result check() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new Launched(folder)
        .run(List.of(java, PROGRAM.toString(), folder.toString(), START.toString()));
  }
}
