package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;

/** The help texts, word for word; {@code -Dgolden=write} writes them anew. */
final class HelpTest {
  @TempDir Path home;

  static Stream<String> commands() {
    List<String> names = new ArrayList<>();
    collect(Cli.spec(), "", names);
    return names.stream();
  }

  private static void collect(CommandSpec spec, String path, List<String> names) {
    names.add(path);
    spec.subcommands()
        .forEach((name, sub) -> collect(sub.getCommandSpec(), (path + " " + name).strip(), names));
  }

  private String help(String command) throws IOException {
    List<String> arguments = new ArrayList<>();
    if (!command.isEmpty()) {
      arguments.addAll(List.of(command.split(" ")));
    }
    arguments.add("--help");
    TestingCli.Result result =
        new TestingCli(home, TestingCli.oneBackend()).run(arguments.toArray(String[]::new));
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    return result.out();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_help_is_as_it_was_agreed(String command) throws IOException {
    String file = (command.isEmpty() ? "jackfield" : command.replace(' ', '-')) + ".txt";
    String help = help(command);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(Path.of("src/test/resources/org/jackfield/cli/help").resolve(file), help);
      return;
    }
    try (InputStream golden = HelpTest.class.getResourceAsStream("help/" + file)) {
      assertThat(golden).as("help/" + file).isNotNull();
      assertThat(help).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_help_ends_with_an_example(String command) throws IOException {
    String last = help(command).strip().lines().reduce((first, second) -> second).orElseThrow();

    assertThat(last).startsWith("  ").contains("jackfield " + command);
  }

  @Test
  void no_line_of_any_help_is_wider_than_a_terminal() throws IOException {
    for (String command : commands().toList()) {
      assertThat(help(command).lines()).allMatch(line -> line.length() <= 80, "fits 80 columns");
    }
  }
}
