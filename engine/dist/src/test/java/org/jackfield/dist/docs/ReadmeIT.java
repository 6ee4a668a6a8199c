package org.jackfield.dist.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows works as it stands there. */
class ReadmeIT {
  private static final Path README = NewUser.CLONE.resolve("README.md");
  private static final Pattern COMMAND = Pattern.compile("\\./jackfield ([a-z]+)(?: ([a-z]+))?");
  private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)\\)");
  private static final Pattern VARIABLE =
      Pattern.compile("`JACKFIELD_LLM_BACKEND=([a-z]+) \\./jackfield chat \"Hello\"`");

  @TempDir private Path folder;

  @Test
  void the_library_example_compiles_and_answers() throws Exception {
    NewUser user = new NewUser(folder);
    user.write(
        "Example.java",
        """
        import java.nio.file.Path;
        import org.jackfield.engine.*;
        import org.jackfield.spi.*;
        import org.jackfield.spi.chat.*;

        class Example {
          public static void main(String[] args) {
        %s
          }
        }
        """
            .formatted(MarkedBlock.of(README, "test: library")));
    user.write("config/jackfield.yaml", "llm: {providers: [{type: echo}]}\n");
    String libraries = NewUser.HOME.resolve("lib") + "/*";

    user.jdk("javac", "-Xlint:all", "-cp", libraries, "Example.java").success();
    String said = user.jdk("java", "-cp", libraries + ":.", "Example").success();

    assertThat(said).isEqualTo("Why is the sky blue?\nAnd red at dusk?");
  }

  @Test
  void the_configuration_is_accepted_with_and_without_the_key() throws Exception {
    NewUser user = new NewUser(folder);
    user.write("jackfield.yaml", MarkedBlock.of(README, "test: yaml"));

    user.jackfield("config", "check", "--config", "jackfield.yaml").success();
    user.with("ANTHROPIC_API_KEY", "sk-of-a-test");
    NewUser.Outcome shown = user.jackfield("config", "show", "--config", "jackfield.yaml");

    assertThat(shown.success()).contains("gpu-box").doesNotContain("sk-of-a-test");
  }

  @Test
  void a_profile_of_the_configuration_keeps_its_data_within_bounds() throws Exception {
    NewUser user = new NewUser(folder).with("ANTHROPIC_API_KEY", "sk-of-a-test");
    user.write("jackfield.yaml", MarkedBlock.of(README, "test: yaml"));

    String plan =
        user.jackfield(
                "explain", "--config", "jackfield.yaml", "--profile", "private", "--json", "Hello")
            .success();

    assertThat(plan).contains("gpu-box", "laptop");
  }

  @Test
  void every_command_it_names_exists() throws Exception {
    NewUser user = new NewUser(folder);
    List<List<String>> commands =
        COMMAND
            .matcher(Files.readString(README))
            .results()
            .map(
                found ->
                    found.group(2) == null
                        ? List.of(found.group(1))
                        : List.of(found.group(1), found.group(2)))
            .distinct()
            .toList();

    assertThat(commands).hasSizeGreaterThan(4);
    for (List<String> command : commands) {
      String above = user.jackfield(helpAbove(command)).success();
      assertThat(above).containsPattern("(?m)^  " + command.getLast() + " ");
    }
  }

  private static String[] helpAbove(List<String> command) {
    return command.size() == 1
        ? new String[] {"--help"}
        : new String[] {command.getFirst(), "--help"};
  }

  @Test
  void one_variable_names_a_backend_that_is_used_alone() throws Exception {
    assertThat(Files.readString(README)).containsPattern(VARIABLE);
    NewUser user = new NewUser(folder).with("JACKFIELD_LLM_BACKEND", "echo");

    assertThat(user.jackfield("chat", "Hello").success()).isEqualTo("Hello\n");
  }

  @Test
  void every_link_leads_somewhere() throws Exception {
    List<String> links =
        LINK.matcher(Files.readString(README)).results().map(found -> found.group(1)).toList();

    assertThat(links)
        .isNotEmpty()
        .allSatisfy(link -> assertThat(NewUser.CLONE.resolve(link)).as(link).exists());
  }
}
