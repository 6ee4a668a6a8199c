package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CliTest {
  @TempDir Path home;
  private TestingCli cli;

  @BeforeEach
  void one_backend() throws IOException {
    cli = new TestingCli(home, TestingCli.oneBackend());
  }

  @Test
  void no_command_is_a_usage_error_with_the_help() {
    TestingCli.Result result = cli.run();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("Usage: jackfield").contains("Commands:");
  }

  @Test
  void an_unknown_option_is_told_with_the_nearest() {
    TestingCli.Result result = cli.run("chat", "--modle", "x", "Hi");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            """
            jackfield: there is no option '--modle'
            Did you mean: --model
            See: jackfield chat --help
            """);
  }

  @Test
  void an_unknown_command_is_told_with_the_nearest() {
    TestingCli.Result result = cli.run("chta");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("'chta'").contains("Did you mean:").contains("chat");
  }

  @Test
  void a_prompt_without_the_command_is_told_how_to_ask() {
    TestingCli.Result result = cli.run("Why is the sky blue?");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("jackfield chat \"Why is the sky blue?\"");
  }

  @Test
  void a_missing_value_and_a_missing_argument_are_usage_errors() {
    assertThat(cli.run("chat", "Hi", "--model").code()).isEqualTo(2);
    assertThat(cli.run("models", "pull").code()).isEqualTo(2);
    assertThat(cli.run("models").code()).isEqualTo(2);
    assertThat(cli.run("chat", "--temperature", "hot", "Hi").code()).isEqualTo(2);
  }

  @Test
  void figures_out_of_range_are_usage_errors_that_name_the_range() {
    assertThat(cli.run("chat", "--temperature", "2.5", "Hi").err())
        .isEqualTo("jackfield: --temperature is 2.5; it goes from 0 to 2\n");
    assertThat(cli.run("chat", "--temperature", "NaN", "Hi").code()).isEqualTo(2);
    assertThat(cli.run("chat", "--max-tokens", "0", "Hi").err())
        .isEqualTo("jackfield: --max-tokens is 0; it must be at least 1\n");
    assertThat(cli.run("chat", "--max-tokens", "few", "Hi").err())
        .startsWith("jackfield: --max-tokens is 'few', which is no whole number\n");
    assertThat(cli.run("chat", "--temperature", "hot", "Hi").err())
        .startsWith("jackfield: --temperature is 'hot', which is no number\n");
  }

  @Test
  void what_is_too_much_or_missing_is_told_in_words() {
    assertThat(cli.run("config", "check", "now").err())
        .isEqualTo("jackfield: 'now' is one word too many\nSee: jackfield config check --help\n");
    assertThat(cli.run("config", "chek").err())
        .startsWith("jackfield: there is no command 'chek'\nDid you mean: ");
    assertThat(cli.run("chat", "Hi", "--model").err())
        .startsWith("jackfield: --model needs a value: NAME\n");
    assertThat(cli.run("plugins", "describe").err())
        .startsWith("jackfield: there is no TYPE\n")
        .contains("See: jackfield plugins describe --help");
  }

  @Test
  void a_plugin_folder_that_is_not_there_is_an_error() {
    TestingCli.Result result = cli.run("status", "--plugins", home.resolve("none").toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("The plugin folder '" + home.resolve("none") + "'");
  }

  @Test
  void a_backend_that_is_only_installed_is_told_how_to_add(@TempDir Path other) throws IOException {
    TestingCli two = new TestingCli(other, TestingCli.oneBackend("name: mine"));
    assertThat(two.run("chat", "--backend", "scripted", "Hi").err())
        .isEqualTo(
            "jackfield: There is no backend named 'scripted', only a type 'scripted'. The backends"
                + " of that type are: mine.\n");
    TestingCli none = cli.variable("JACKFIELD_CONFIG", other.resolve("empty.yaml").toString());
    java.nio.file.Files.writeString(
        other.resolve("empty.yaml"), "llm: {providers: [{type: scripted, name: x}]}");
    TestingCli.Result result = none.run("explain", "--backend", "secured", "Hi");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            """
            jackfield: There is no backend named 'secured', only a type 'secured'. To have one, add to llm.providers in the configuration
                - type: secured
                  place: ...
            and set SECURED_KEY. Or use it alone, without an entry, by JACKFIELD_LLM_BACKEND=secured.
            """);
  }

  @Test
  void a_type_that_is_spelt_wrongly_is_told_with_the_nearest() {
    assertThat(cli.run("chat", "--backend", "secred", "Hi").err())
        .startsWith("jackfield: There is no backend named 'secred', only a type 'secured'.")
        .contains("- type: secured");
    assertThat(cli.run("chat", "--backend", "scriptd", "Hi").err())
        .contains("Unknown backend 'scriptd'")
        .contains("scripted");
  }

  @Test
  void both_streams_in_one_place_are_not_cut_into_each_other() throws IOException {
    java.io.ByteArrayOutputStream both = new java.io.ByteArrayOutputStream();
    TestingCli wrong = new TestingCli(home, "llm:\n  providers: [{type: scripted, modle: x}]\n");
    assertThat(new Cli(wrong.console(both, both)).run(java.util.List.of("config", "check")))
        .isEqualTo(1);
    assertThat(both.toString(java.nio.charset.StandardCharsets.UTF_8).lines().toList())
        .hasSize(2)
        .last()
        .isEqualTo("jackfield: 1 problem found");
  }

  @Test
  void the_version_is_one_line() {
    TestingCli.Result result = cli.run("--version");
    assertThat(result.code()).isZero();
    assertThat(result.out()).matches("jackfield \\d+\\.\\d+\\S* \\(plugin API .*, Java .*\\)\n");
  }

  @Test
  void help_is_reached_in_three_ways() {
    String help = cli.run("chat", "--help").out();
    assertThat(help).startsWith("Usage: jackfield chat");
    assertThat(cli.run("help", "chat").out()).isEqualTo(help);
    assertThat(cli.run("chat", "-h").out()).isEqualTo(help);
  }

  @Test
  void a_configuration_that_is_not_there_is_an_error_without_a_stack_trace() {
    TestingCli.Result result = cli.run("status", "--config", home.resolve("none.yaml").toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).startsWith("jackfield: ").contains("none.yaml").doesNotContain("\tat");
  }

  @Test
  void a_stack_trace_is_shown_to_who_asks_for_it() {
    TestingCli.Result result =
        cli.variable("JACKFIELD_DEBUG", "1")
            .run("status", "--config", home.resolve("none.yaml").toString());
    assertThat(result.err()).contains("ConfigException");
  }

  @Test
  void options_of_all_commands_may_stand_before_the_command() throws IOException {
    Path other = home.resolve("other.yaml");
    java.nio.file.Files.writeString(other, TestingCli.oneBackend("name: second"));
    assertThat(cli.run("--config", other.toString(), "status").out()).contains("second");
    assertThat(cli.run("status", "--config", other.toString()).out()).contains("second");
  }

  @Test
  void colour_is_for_terminals_whose_user_wants_it() {
    cli.terminals("out,err");
    assertThat(cli.run("status").out()).contains("\033[2mBACKEND");
    assertThat(cli.run("status", "--no-color").out()).doesNotContain("\033");
    assertThat(cli.variable("NO_COLOR", "1").run("status").out()).doesNotContain("\033");
    cli.variable("NO_COLOR", "").variable("TERM", "dumb");
    assertThat(cli.run("status").out()).doesNotContain("\033");
    cli.variable("TERM", "xterm").terminals("err");
    assertThat(cli.run("status").out()).doesNotContain("\033");
  }
}
