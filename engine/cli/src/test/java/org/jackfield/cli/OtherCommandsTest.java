package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class OtherCommandsTest {
  private static final String TWO =
      """
      llm:
        providers:
          - type: scripted
            name: broken
            fail: UNAVAILABLE
            message: Nothing listens there.
            hint: Start it.
          - type: scripted
            name: works
            model: big
            key: very-secret-value
        profiles:
          fast:
            chain: [works]
      """;

  @TempDir Path home;

  private TestingCli cli(String yaml) throws IOException {
    return new TestingCli(home, yaml);
  }

  private static JsonNode json(TestingCli.Result result) {
    assertThat(result.code()).isZero();
    return JsonMapper.shared().readTree(result.out());
  }

  @Test
  void status_shows_each_backend_with_what_its_probe_found() throws IOException {
    TestingCli.Result result = cli(TWO).run("status");
    assertThat(result.code()).isZero();
    assertThat(result.out().lines().toList())
        .startsWith(
            "BACKEND  TYPE      MODEL  DATA   STATE",
            "broken   scripted  tiny   local  down: Nothing listens there. Start it.",
            "works    scripted  big    local  up: ready",
            "",
            "configuration generation 1");
  }

  @Test
  void status_is_a_document_for_programs() throws IOException {
    JsonNode document = json(cli(TWO).run("status", "--json"));
    assertThat(document.path("generation").asInt()).isEqualTo(1);
    JsonNode broken = document.path("backends").path(0);
    assertThat(broken.path("name").asString()).isEqualTo("broken");
    assertThat(broken.path("state").asString()).isEqualTo("down");
    assertThat(broken.path("hint").asString()).isEqualTo("Start it.");
    assertThat(document.path("backends").path(1).path("state").asString()).isEqualTo("up");
  }

  @Test
  void explain_shows_who_would_be_asked_and_who_not_and_why() throws IOException {
    String text = cli(TWO).run("explain", "--profile", "fast", "Why?").out();
    assertThat(text).startsWith("profile fast, strategy failover, configuration generation 1\n");
    assertThat(text.lines().toList().get(2)).startsWith("1      works");
    assertThat(text.lines().toList().get(3)).startsWith("-      broken");
    JsonNode plan = json(cli(TWO).run("explain", "--profile", "fast", "--json", "Why?"));
    assertThat(plan.path("candidates").path(0).path("chosen").asBoolean()).isTrue();
    assertThat(plan.path("candidates").path(1).path("chosen").asBoolean()).isFalse();
    assertThat(plan.path("candidates").path(1).path("reason").asString()).isNotBlank();
  }

  @Test
  void explain_of_an_unknown_profile_lists_those_there_are() throws IOException {
    TestingCli.Result result = cli(TWO).run("explain", "--profile", "fsat", "Why?");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("fsat").contains("fast");
  }

  @Test
  void plugins_are_listed_the_broken_ones_with_their_reason() throws IOException {
    TestingCli cli = cli(TWO);
    Path more = Files.createDirectories(home.resolve("more"));
    Files.writeString(more.resolve("bad.jar"), "no zip at all");
    TestingCli.Result result = cli.run("plugins", "list", "--plugins", more.toString());
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("scripted  1.0.0    scripted, secured  ok")
        .contains("broken: ");
    JsonNode document = json(cli.run("plugins", "list", "--plugins", more.toString(), "--json"));
    assertThat(document).hasSize(2);
    assertThat(document.toString()).contains("\"sha256\":\"");
  }

  @Test
  void a_type_is_described_with_its_options_and_variables() throws IOException {
    TestingCli.Result result = cli(TWO).run("plugins", "describe", "scripted");
    assertThat(result.out()).contains("chunks").contains("SCRIPTED_KEY").contains("default tiny");
    TestingCli.Result unknown = cli(TWO).run("plugins", "describe", "scrptd");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("'scrptd'").contains("Installed types: scripted, secured");
  }

  @Test
  void a_good_configuration_is_ok() throws IOException {
    TestingCli.Result result = cli(TWO).run("config", "check");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("ok: 2 backends, 1 profile\n");
  }

  @Test
  void backends_that_cannot_be_used_are_told_and_one_that_can_is_enough() throws IOException {
    TestingCli.Result result =
        cli("""
        llm:
          providers: [{type: secured}, {type: scripted}]
          profiles: {closed: {chain: [secured]}}
        """)
            .run("config", "check");
    assertThat(result.code()).isZero();
    assertThat(result.out().lines())
        .satisfiesExactly(
            unusable ->
                assertThat(unusable)
                    .startsWith("unusable: secured: ")
                    .contains("SECURED_KEY")
                    .contains("llm.providers[0].place"),
            chain -> assertThat(chain).isEqualTo("no backend can serve: the profile closed"),
            ok -> assertThat(ok).isEqualTo("ok: 2 backends, 1 of them unusable, 1 profile"));
  }

  @Test
  void a_configuration_in_which_nobody_can_serve_fails() throws IOException {
    TestingCli.Result result =
        cli("llm: {providers: [{type: secured, place: here}]}").run("config", "check");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).startsWith("unusable: secured: ").contains("Set SECURED_KEY");
    assertThat(result.err()).isEqualTo("jackfield: no backend can serve any call\n");
  }

  @Test
  void a_bad_configuration_is_told_with_every_place() throws IOException {
    TestingCli.Result result =
        cli("llm:\n"
                + "  providers:\n"
                + "    - type: scripted\n"
                + "      modle: x\n"
                + "  fallback_order: [nobody]\n")
            .run("config", "check");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out().lines().toList()).hasSize(2);
    assertThat(result.out()).contains("jackfield.yaml:4:7").contains("'model'").contains("nobody");
    assertThat(result.err()).isEqualTo("jackfield: 2 problems found\n");
  }

  @Test
  void the_configuration_in_effect_is_shown_without_its_secrets() throws IOException {
    TestingCli.Result result = cli(TWO).run("config", "show");
    assertThat(result.out())
        .contains("type: scripted")
        .contains("model: big")
        .contains("jackfield.yaml")
        .doesNotContain("very-secret-value");
    String json = cli(TWO).run("config", "show", "--json").out();
    assertThat(JsonMapper.shared().readTree(json).isArray()).isTrue();
    assertThat(json).doesNotContain("very-secret-value");
  }

  @Test
  void models_of_the_catalogue_are_listed_with_those_that_are_here() throws IOException {
    Path folder = Files.createDirectories(home.resolve("models"));
    Files.writeString(folder.resolve("my.gguf"), "weights");
    TestingCli cli = cli(TWO);
    Files.writeString(
        home.resolve("config/models.yaml"),
        """
        models:
          - name: mine
            title: Mine
            family: llama
            parameters: 1M
            quantisation: F32
            context: 512
            note: made here
            licence: {name: Apache-2.0, url: "https://www.apache.org/licenses/LICENSE-2.0", commercial: "yes"}
            files:
              - name: my.gguf
                bytes: 7
                sources:
                  - folder: ../models
        """);
    TestingCli.Result result = cli.run("models", "list");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("mine  7 B").contains("    Apache-2.0");
    JsonNode model = json(cli.run("models", "list", "--json")).path(0);
    assertThat(model.path("name").asString()).isEqualTo("mine");
    assertThat(model.path("size_bytes").asLong()).isEqualTo(7);
  }

  @Test
  void an_unknown_model_cannot_be_pulled() throws IOException {
    TestingCli.Result result = cli(TWO).run("models", "pull", "nobody-knows-it");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("jackfield: ").contains("nobody-knows-it");
  }
}
