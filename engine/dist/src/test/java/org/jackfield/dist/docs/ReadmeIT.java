package org.jackfield.dist.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jackfield.testkit.upstream.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows works as it stands there. */
class ReadmeIT {
  private static final Path README = NewUser.CLONE.resolve("README.md");
  private static final Pattern COMMAND = Pattern.compile("\\./jackfield ([a-z]+)(?: ([a-z]+))?");
  private static final String ADDRESS = "http://127.0.0.1:8383";
  private static final String GPU_BOX =
      "type: openai, endpoint: \"http://10.0.0.7:8000/v1\", model: qwen3-8b, data: tenant";
  private static final Pattern DEPENDENCY =
      Pattern.compile("<artifactId>(.+)</artifactId>\\s*<version>(.+)</version>");
  private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)\\)");
  private static final Pattern VARIABLE =
      Pattern.compile("`JACKFIELD_LLM_BACKEND=([a-z]+) \\./jackfield chat \"Hello\"`");

  @TempDir private Path folder;

  @Test
  void the_library_example_compiles_and_answers() throws Exception {
    NewUser user = new NewUser(folder);
    user.write("Example.java", MarkedBlock.of(README, "test: library"));
    user.write("config/jackfield.yaml", "llm: {providers: [{type: echo}]}\n");
    String libraries = NewUser.HOME.resolve("lib") + "/*";

    user.jdk("javac", "-Xlint:all", "-cp", libraries, "Example.java").success();
    NewUser.Outcome outcome = user.jdk("java", "-cp", libraries + ":.", "Example");

    assertThat(outcome.success()).isEqualTo("Why is the sky blue?\nAnd red at dusk?");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void the_dependencies_are_modules_and_libraries_of_this_version() {
    List<String> jars =
        DEPENDENCY
            .matcher(MarkedBlock.of(README, "test: dependencies"))
            .results()
            .map(found -> found.group(1) + "-" + found.group(2) + ".jar")
            .toList();

    assertThat(jars)
        .hasSize(3)
        .allSatisfy(jar -> assertThat(NewUser.HOME.resolve("lib").resolve(jar)).exists());
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

    Json plan = plan(user);
    Json named = plan(user, "--backend", "claude");

    assertThat(backends(plan, "true")).containsExactly("gpu-box", "laptop");
    assertThat(backends(plan, "false")).containsExactly("claude");
    assertThat(backends(named, "true")).isEmpty();
    assertThat(named.at("/candidates/0/backend").text()).isEqualTo("claude");
    assertThat(named.at("/candidates/0/reason").text())
        .isEqualTo("its data goes to cloud, the limit is tenant (data rule)");
  }

  private static Json plan(NewUser user, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("explain", "--config", "jackfield.yaml", "--profile", "private", "--json"));
    arguments.addAll(List.of(options));
    arguments.add("Hello");
    return Json.parse(user.jackfield(arguments.toArray(String[]::new)).success());
  }

  private static List<String> backends(Json plan, String chosen) {
    return plan.at("/candidates").items().stream()
        .filter(candidate -> candidate.at("/chosen").text().equals(chosen))
        .map(candidate -> candidate.at("/backend").text())
        .toList();
  }

  @Test
  void the_gateway_answers_the_call_with_the_profile_as_its_model() throws Exception {
    String call = MarkedBlock.of(README, "test: curl");
    assertThat(call).contains("\"private\"");

    Json answer = Json.parse(besideGateway(new NewUser(folder), call));

    assertThat(answer.at("/model").text()).isEqualTo("echo");
    assertThat(answer.at("/choices/0/message/content").text()).isEqualTo("Hello");
  }

  @Test
  void a_prompt_is_taken_by_name_on_the_command_line_and_through_the_gateway() throws Exception {
    NewUser user = new NewUser(folder).write("README.md", "All about stride pianos.");
    Path prompt = NewUser.CLONE.resolve("config/prompts/summarization.yaml");
    user.write("prompts/summarization.yaml", Files.readString(prompt));
    user.write("jackfield", "#!/bin/sh\nexec \"$JACKFIELD_HOME/bin/jackfield\" \"$@\"\n");
    assertThat(folder.resolve("jackfield").toFile().setExecutable(true)).isTrue();

    String said = besideGateway(user, MarkedBlock.of(README, "test: prompt"));

    int answer = said.indexOf("{\"id\"");
    assertThat(said.substring(0, answer)).contains("All about stride pianos.");
    assertThat(Json.parse(said.substring(answer)).at("/choices/0/message/content").text())
        .contains("\n...\n");
  }

  /**
   * What the commands print while the README's gateway serves, with echo standing in as gpu-box.
   */
  private static String besideGateway(NewUser user, String commands) throws Exception {
    String yaml = MarkedBlock.of(README, "test: yaml");
    assertThat(commands).contains(ADDRESS);
    assertThat(yaml).contains(GPU_BOX).contains("port: " + URI.create(ADDRESS).getPort());
    user.write("jackfield.yaml", yaml.replace(GPU_BOX, "type: echo, data: tenant"));
    String script =
        """
        export JACKFIELD_CONFIG=jackfield.yaml
        coproc GATEWAY { exec "$JACKFIELD_HOME/bin/jackfield" serve --port 0; }
        read -r _ _ url <&"${GATEWAY[0]}"
        %s
        kill "$GATEWAY_PID"
        wait "$GATEWAY_PID"
        """
            .formatted(commands.replace(ADDRESS, "$url"));
    return user.run("bash", "-euc", script).success();
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
