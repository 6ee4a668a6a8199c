package org.jackfield.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a clone, with programs in place of Maven and Java that tell how they were run.
 */
@Timeout(120)
final class CloneIT {
  @TempDir Path folder;
  private Path clone;
  private Path tools;
  private Path java;
  private Launched launched;

  @BeforeEach
  void a_clone_and_its_tools() throws IOException {
    clone = Files.createDirectories(folder.resolve("src/main/my clone"));
    Files.copy(Launched.LAUNCHER, clone.resolve("jackfield"));
    for (String source :
        List.of("engine/core/src/main/java", "engine/dist", "plugin-api", ".mvn")) {
      Files.createDirectories(clone.resolve(source));
    }
    Files.createDirectories(clone.resolve("plugins"));
    Files.writeString(clone.resolve("pom.xml"), "<project/>");
    Files.writeString(clone.resolve("engine/core/src/main/java/A.java"), "class A {}");
    age(clone);

    java = folder.resolve("jdk");
    jdk(java, "25.0.3", "echo \"RAN $* home=$JACKFIELD_HOME config=$JACKFIELD_CONFIG\"");
    program(java.resolve("bin/javac"), "true");
    tools = Files.createDirectories(folder.resolve("tools"));
    maven("3.8.7", "");
    launched = new Launched(folder);
    launched.variable("PATH", tools + ":/usr/bin:/bin").variable("JAVA_HOME", java.toString());
  }

  /** Sources are older than whatever a build writes. */
  private static void age(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
      }
    }
  }

  private static void program(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void jdk(Path home, String version, String body) throws IOException {
    program(home.resolve("bin/java"), body);
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Some\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  /** A Maven that lays out a distribution, unless it is to fail. */
  private void maven(String version, String failure) throws IOException {
    program(
        tools.resolve("mvn"),
        """
        if [ "$1" = -v ]; then echo 'Apache Maven %s (hash)'; exit 0; fi
        echo "[INFO] Building Jackfield core 0.1.0-SNAPSHOT                              [1/2]"
        echo "[INFO] Building Jackfield distribution 0.1.0-SNAPSHOT                      [2/2]"
        %s
        mkdir -p engine/dist/target/jackfield/lib
        touch engine/dist/target/jackfield/version engine/dist/target/jackfield/lib/a.jar
        echo built >>"$HOME/builds"
        """
            .formatted(version, failure));
  }

  private Launched.Result jackfield(String... arguments) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(List.of(clone.resolve("jackfield").toString()));
    command.addAll(List.of(arguments));
    return launched.run(command);
  }

  private long builds() throws IOException {
    Path builds = folder.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  @Test
  void the_first_run_builds_and_says_so_and_the_second_only_runs() throws Exception {
    Launched.Result first = jackfield("chat", "two words");
    assertThat(first.err())
        .isEqualTo(
            """
            Building Jackfield ...
            Building Jackfield (1/2) core ...
            Building Jackfield (2/2) distribution ...
            """);
    assertThat(first.out())
        .startsWith("RAN ")
        .contains("org.jackfield.cli.Main chat two words")
        .contains("home=" + clone + "/engine/dist/target/jackfield")
        .contains("config=" + clone + "/config");
    Launched.Result second = jackfield("status");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void a_source_that_changed_or_went_away_is_built_and_a_test_or_a_text_is_not() throws Exception {
    jackfield("status");
    Path source = clone.resolve("engine/core/src/main/java/A.java");
    Files.writeString(source, "class A { int a; }");
    jackfield("status");
    assertThat(builds()).isEqualTo(2);
    Files.delete(source);
    jackfield("status");
    assertThat(builds()).isEqualTo(3);
    Files.writeString(clone.resolve("plugin-api/pom.xml"), "<project/>");
    jackfield("status");
    assertThat(builds()).isEqualTo(4);
    Files.createDirectories(clone.resolve("engine/core/src/test/java"));
    Files.writeString(clone.resolve("engine/core/src/test/java/T.java"), "class T {}");
    Files.writeString(clone.resolve("engine/README.md"), "new");
    jackfield("status");
    assertThat(builds()).isEqualTo(4);
  }

  @Test
  void a_build_that_fails_shows_its_errors_and_runs_nothing() throws Exception {
    maven("3.8.7", "echo '[ERROR] A.java:[1,2] it is wrong'; echo '[ERROR] [Help 1] no'; exit 1");
    Launched.Result result = jackfield("status");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("[ERROR] A.java:[1,2] it is wrong\njackfield: the build failed; all of it is in ")
        .doesNotContain("Help 1");
    maven("3.8.7", "");
    assertThat(jackfield("status").out()).startsWith("RAN ");
  }

  @Test
  void a_maven_that_is_too_old_or_not_there_is_told() throws Exception {
    maven("3.6.3", "");
    assertThat(jackfield("status").err())
        .contains("building needs Maven >= 3.8 and " + tools + "/mvn is 3.6.3.");
    Files.delete(tools.resolve("mvn"));
    launched.variable("PATH", toolsWithoutMaven().toString());
    Launched.Result result = jackfield("status");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("building needs Maven >= 3.8 and there is no mvn.");
  }

  /** The few programs that the launcher uses, and no other. */
  private Path toolsWithoutMaven() throws IOException {
    Path few = Files.createDirectories(folder.resolve("few"));
    for (String name : List.of("sh", "find", "head", "mkdir", "rm", "cat", "sleep", "stty")) {
      for (String place : List.of("/usr/bin/", "/bin/")) {
        Path program = Path.of(place + name);
        Path link = few.resolve(name);
        if (Files.exists(program) && Files.notExists(link)) {
          Files.createSymbolicLink(link, program);
        }
      }
    }
    return few;
  }

  @Test
  void two_at_once_build_once() throws Exception {
    String one = "'" + clone.resolve("jackfield") + "' status";
    launched.run(List.of("sh", "-c", one + " & " + one + " & wait"));
    assertThat(builds()).isEqualTo(1);
    assertThat(clone.resolve("target/launcher/lock")).doesNotExist();
  }

  @Test
  void a_lock_that_its_owner_left_behind_is_taken() throws Exception {
    Path lock = Files.createDirectories(clone.resolve("target/launcher/lock"));
    Files.writeString(lock.resolve("pid"), "99999999\n");
    assertThat(jackfield("status").out()).startsWith("RAN ");
  }

  @Test
  void an_older_java_is_passed_over() throws Exception {
    Path old = folder.resolve("old");
    jdk(old, "21.0.2", "echo WRONG");
    launched.variable("JAVA_HOME", old.toString());
    Files.createDirectories(folder.resolve(".jdks"));
    launched.variable("PATH", java.resolve("bin") + ":" + tools + ":/usr/bin:/bin");
    assertThat(jackfield("status").out()).startsWith("RAN ");
  }

  @Test
  void without_a_fitting_java_one_line_says_how_to_get_it() throws Exception {
    Path launcher = clone.resolve("jackfield");
    String text = Files.readString(launcher);
    Files.writeString(launcher, text.replace("java_wanted=25", "java_wanted=99"));
    Launched.Result result = jackfield("status");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .hasLineCount(1)
        .startsWith("jackfield: needs Java 99 or newer and finds none (JAVA_HOME is Java 25).")
        .contains("Install a JDK 99");
  }

  @Test
  void every_shell_that_calls_itself_posix_runs_it() throws Exception {
    jackfield("status");
    for (List<String> shell :
        List.of(
            List.of("/bin/dash"),
            List.of("/bin/bash"),
            List.of("/bin/bash", "--posix"),
            List.of("/bin/busybox", "sh"),
            List.of("/bin/ksh"))) {
      if (Files.exists(Path.of(shell.getFirst()))) {
        List<String> command = new java.util.ArrayList<>(shell);
        command.addAll(List.of(clone.resolve("jackfield").toString(), "chat", "two words"));
        Launched.Result result = launched.run(command);
        assertThat(result.err()).as("%s", shell).isEmpty();
        assertThat(result.out())
            .as("%s", shell)
            .endsWith(
                "org.jackfield.cli.Main chat two words"
                    + " home="
                    + clone
                    + "/engine/dist/target/jackfield config="
                    + clone
                    + "/config\n");
      }
    }
  }

  @Test
  void a_user_without_a_home_is_served() throws Exception {
    jackfield("status");
    Launched.Result result =
        launched.run(List.of("env", "-u", "HOME", clone.resolve("jackfield").toString(), "status"));
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith("RAN ");
  }

  @Test
  void what_serves_for_long_gets_the_full_compiler() throws Exception {
    assertThat(jackfield("--config", "x", "chat", "serve").out())
        .contains("-XX:TieredStopAtLevel=1");
    assertThat(jackfield("--config", "x", "serve").out())
        .contains("-XX:+UseSerialGC")
        .doesNotContain("TieredStopAtLevel");
  }

  @Test
  void a_collector_that_the_environment_names_is_the_only_one() throws Exception {
    launched.variable("JACKFIELD_JAVA_OPTS", "-XX:+UseG1GC -Xmx64m");
    for (String command : List.of("status", "serve")) {
      assertThat(jackfield(command).out())
          .contains("-XX:+UseG1GC -Xmx64m")
          .doesNotContain("SerialGC");
    }
  }

  @Test
  void options_for_the_jvm_and_another_home_are_taken_from_the_environment() throws Exception {
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve("lib"));
    launched.variable("JACKFIELD_JAVA_OPTS", "-Xmx64m -Dx=y");
    launched.variable("JACKFIELD_HOME", home.toString());
    Launched.Result result = jackfield("status");
    assertThat(result.out()).contains("-Xmx64m -Dx=y").contains("home=" + home);
    assertThat(builds()).isZero();
    launched.variable("JACKFIELD_HOME", folder.resolve("nowhere").toString());
    assertThat(jackfield("status").err()).contains("there is no distribution in it");
  }
}
