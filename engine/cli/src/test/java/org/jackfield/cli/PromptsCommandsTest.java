package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PromptsCommandsTest {
  private static final String GREET =
      """
      version: "2"
      doc: Says hello.
      variables:
        who: {doc: Whom to greet.}
        times: {type: integer, default: 1}
        tone: {type: choice, choices: [warm, cool], required: false}
        list: {type: list, separator: " and ", default: []}
      text: |
        Greet {who} {times}x{tone}. {list}
      variants:
        llama: {system: Be kind., text: "Hi, {who}!", temperature: 0.5}
      """;

  @TempDir Path home;

  @BeforeEach
  void writeTemplate() throws IOException {
    Files.createDirectories(home.resolve("config/prompts"));
    Files.writeString(home.resolve("config/prompts/greet.yaml"), GREET);
  }

  private TestingCli cli() throws IOException {
    return new TestingCli(home, TestingCli.oneBackend());
  }

  private JsonNode json(String... arguments) throws IOException {
    TestingCli.Result result = cli().run(arguments);
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return JsonMapper.shared().readTree(result.out());
  }

  @Test
  void list_shows_each_template_with_its_variables_and_variants() throws IOException {
    assertThat(cli().run("prompts", "list").out())
        .isEqualTo(
            """
            NAME   VERSION  VARIABLES               VARIANTS        WHAT FOR
            greet  2        who, times, tone, list  default, llama  Says hello.
            """);
    JsonNode template = json("prompts", "list", "--json").path(0);
    assertThat(template.path("name").asString()).isEqualTo("greet");
    assertThat(template.path("place").asString()).isEqualTo("prompts/greet.yaml:1:1");
    assertThat(template.path("sha256").asString()).hasSize(64);
    assertThat(template.path("variables").path(2).toString())
        .isEqualTo(
            "{\"name\":\"tone\",\"type\":\"choice\",\"required\":false,\"choices\":[\"warm\","
                + "\"cool\"],\"doc\":\"\"}");
  }

  @Test
  void show_has_all_that_is_known_of_a_template() throws IOException {
    assertThat(cli().run("prompts", "show", "greet").out().replaceAll("[0-9a-f]{64}", "HASH"))
        .isEqualTo(
            """
            greet  version 2  prompts/greet.yaml:1:1
            Says hello.
            sha256 HASH

            VARIABLE  TYPE         WITHOUT IT  WHAT IT IS
            who       text         an error    Whom to greet.
            times     integer      '1'
            tone      warm | cool  nothing
            list      list         nothing

            default
                Greet {who} {times}x{tone}. {list}

            llama (temperature 0.5)
                system: Be kind.
                Hi, {who}!
            """);
    JsonNode llama = json("prompts", "show", "greet", "--json").path("variants").path(1);
    assertThat(llama.toString())
        .isEqualTo(
            "{\"family\":\"llama\",\"system\":\"Be kind.\",\"text\":\"Hi, {who}!\","
                + "\"temperature\":0.5}");
    TestingCli.Result unknown = cli().run("prompts", "show", "gret");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err())
        .contains("There is no prompt template named 'gret'. Did you mean 'greet'?");
  }

  @Test
  void render_prints_what_a_model_would_be_asked_and_nothing_else() throws IOException {
    Path file = Files.writeString(home.resolve("who.txt"), "Bob {times}\n");
    assertThat(
            cli()
                .input("warm")
                .run(
                    "prompts",
                    "render",
                    "greet",
                    "--var",
                    "who=@" + file,
                    "--var",
                    "tone=@-",
                    "--var",
                    "list=a",
                    "--var",
                    "list=@@b")
                .out())
        .isEqualTo("Greet Bob {times}\n 1xwarm. a and @b\n");
    assertThat(
            cli()
                .run(
                    "prompts",
                    "render",
                    "greet",
                    "--var",
                    "who=a=b",
                    "--var",
                    "list=x",
                    "--model",
                    "llama3.1:8b")
                .out())
        .isEqualTo("system:\nBe kind.\n\nuser:\nHi, a=b!\n");
    JsonNode document =
        json(
            "prompts",
            "render",
            "greet",
            "--var",
            "who=Bob",
            "--var",
            "list=x",
            "--model",
            "llama3.1:8b",
            "--json");
    assertThat(document.path("prompt").path("variant").asString()).isEqualTo("llama");
    assertThat(document.path("prompt").path("version").asString()).isEqualTo("2");
    assertThat(document.path("family").asString()).isEqualTo("llama");
    assertThat(document.path("temperature").asDouble()).isEqualTo(0.5);
    assertThat(document.path("max_tokens").asInt()).isEqualTo(8000);
    assertThat(document.path("messages").toString())
        .isEqualTo(
            "[{\"role\":\"system\",\"content\":\"Be kind.\"},"
                + "{\"role\":\"user\",\"content\":\"Hi, Bob!\"}]");
  }

  @Test
  void chat_asks_with_a_template_and_says_which() throws IOException {
    TestingCli.Result result = cli().run("chat", "--prompt", "greet", "--var", "who=Bob");
    assertThat(result.out()).isEqualTo("[USER: Greet Bob 1x. \n]\n");

    JsonNode answer =
        json(
            "chat",
            "--json",
            "--prompt",
            "greet",
            "--var",
            "who=Bob",
            "--var",
            "list=x",
            "--model",
            "llama3.1",
            "--system",
            "Mine.");
    assertThat(answer.path("text").asString()).isEqualTo("[SYSTEM: Mine., USER: Hi, Bob!]");
    assertThat(answer.path("prompt").path("template").asString()).isEqualTo("greet");
    assertThat(answer.path("prompt").path("variant").asString()).isEqualTo("llama");
    assertThat(answer.path("prompt").path("sha256").asString()).hasSize(64);
  }

  @Test
  void what_is_wrong_with_the_options_is_told() throws IOException {
    assertUsage("--prompt makes the whole prompt", "chat", "--prompt", "greet", "Hello");
    assertUsage("name one with --prompt", "chat", "--var", "a=b", "Hello");
    assertUsage("--var is 'who'; write NAME=VALUE", "prompts", "render", "greet", "--var", "who");
    assertUsage(
        "there is no file 'nowhere.txt'",
        "prompts",
        "render",
        "greet",
        "--var",
        "who=@nowhere.txt");
    TestingCli.Result missing = cli().run("chat", "--prompt", "greet", "--var", "list=x");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err())
        .contains("needs the variable 'who' (prompts/greet.yaml:4:3).")
        .doesNotContain("fault");
  }

  private void assertUsage(String message, String... arguments) throws IOException {
    TestingCli.Result result = cli().run(arguments);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }
}
