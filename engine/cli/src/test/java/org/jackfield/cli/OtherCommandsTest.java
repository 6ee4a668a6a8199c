package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.jackfield.engine.PluginLeftover;
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
    assertThat(document.path("plugin_leftovers").isArray()).isTrue();
  }

  @Test
  void what_a_plugin_left_behind_is_a_line_and_a_part_of_the_document() {
    PluginLeftover left =
        new PluginLeftover(
            "demo",
            "1.2.0",
            "ab12",
            PluginLeftover.Kind.CALL,
            Instant.parse("2026-01-02T03:04:05Z"),
            List.of("plugin-demo-close"),
            "A call of its close did not return.");

    assertThat(PluginsCommands.line(left.id(), left.version(), left.message()))
        .isEqualTo("plugin demo 1.2.0 left something: A call of its close did not return.");
    assertThat(Json.text(PluginsCommands.document(left)))
        .contains("\"kind\":\"call\"", "\"since\":\"2026-01-02T03:04:05Z\"")
        .contains("\"threads\":[\"plugin-demo-close\"]");
  }

  @Test
  void capabilities_are_listed_for_all_and_of_one_with_who_said_so() throws IOException {
    TestingCli cli = cli(TWO);
    Files.writeString(
        home.resolve("config/models.yaml"),
        "capabilities: [{type: scripted, models: [b*], context: 4096, refuses: [seed]}]\n");
    assertThat(
            cli.run("models", "capabilities").out().lines().map(line -> line.replaceAll(" +", " ")))
        .startsWith("BACKEND MODEL CONTEXT OUTPUT CAN REFUSES")
        .anySatisfy(line -> assertThat(line).startsWith("broken tiny ? ?"))
        .anySatisfy(line -> assertThat(line).startsWith("works big 4096 ?").contains("seed"));
    assertThat(
            cli.run("models", "capabilities", "broken:bigger")
                .out()
                .lines()
                .map(l -> l.replaceAll(" +", " ")))
        .containsExactly(
            "WHAT IS SAID BY",
            "context 4096 models.yaml:1",
            "seed refused models.yaml:1",
            "presence_penalty refused its plugin",
            "frequency_penalty refused its plugin");
    JsonNode model =
        json(cli.run("models", "capabilities", "works", "--json")).path("models").path(0);
    assertThat(model.path("context").asInt()).isEqualTo(4096);
    assertThat(model.path("said_by").path("seed").asString()).isEqualTo("models.yaml:1");
    assertThat(model.path("operations").isArray()).isTrue();
    TestingCli.Result unknown = cli.run("models", "capabilities", "wroks");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("There is no backend 'wroks'.").contains("'works'");
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
  void plugins_are_listed_the_quarantined_ones_with_their_reason() throws IOException {
    TestingCli cli = cli(TWO);
    Path more = Files.createDirectories(home.resolve("more"));
    Files.writeString(more.resolve("bad.jar"), "no zip at all");
    TestingCli.Result result = cli.run("plugins", "list", "--plugins", more.toString());
    assertThat(result.code()).isZero();
    JsonNode document = json(cli.run("plugins", "list", "--plugins", more.toString(), "--json"));
    assertThat(document).hasSize(2);
    String sha256 = document.path(0).path("sha256").asString();
    assertThat(sha256).hasSize(64);
    assertThat(document.path(0).path("state").asString()).isEqualTo("ready");
    assertThat(document.path(1).path("state").asString()).isEqualTo("quarantined");
    String reason = document.path(1).path("reason").asString();
    assertThat(reason).startsWith("The file is not a sound zip archive");
    assertThat(result.out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "scripted 1.0.0 "
                + sha256.substring(0, 12)
                + " unsigned scripted, secured ready "
                + document.path(0).path("file").asString())
        .contains("plugin bad.jar is quarantined: " + reason);
    assertThat(cli.run("status", "--plugins", more.toString()).out())
        .contains("plugin bad.jar is quarantined: " + reason);
  }

  @Test
  void what_a_plugin_may_do_to_the_process_is_shown_with_what_allows_it() throws IOException {
    TestingCli cli = cli(TWO);
    ScriptedPlugin.ending(home.resolve("plugins"));
    TestingCli.Result refused = cli.run("plugins", "describe", "scripted");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains(
            "plugin scripted is quarantined: Its classes end the process (System.exit in"
                + " org.jackfield.cli.scripted.Ender). If you trust this file, add under"
                + " plugins.allow: scripted: ");
    String line = refused.err().strip().replaceFirst(".*plugins\\.allow: ", "");

    TestingCli allowing = cli(TWO + "plugins:\n  allow:\n    " + line + "\n");
    ScriptedPlugin.ending(home.resolve("plugins"));
    assertThat(allowing.run("plugins", "describe", "scripted").out())
        .contains("signature unsigned\n")
        .contains(
            "exits     yes (System.exit in org.jackfield.cli.scripted.Ender), allowed by"
                + " plugins.allow.scripted for this very file\n")
        .contains("native    no\n");
    JsonNode listed = json(allowing.run("plugins", "list", "--json")).path(0);
    assertThat(listed.path("findings").path(0).toString())
        .isEqualTo(
            "{\"kind\":\"exit\",\"how\":\"System.exit\",\"classes\":"
                + "[\"org.jackfield.cli.scripted.Ender\"]}");
    assertThat(listed.path("allowed_by").asString())
        .isEqualTo("plugins.allow.scripted for this very file");
  }

  @Test
  void a_folder_that_everybody_may_write_is_warned_of() throws IOException {
    TestingCli cli = cli(TWO);
    Path more = Files.createDirectories(home.resolve("more"));
    Files.setPosixFilePermissions(more, PosixFilePermissions.fromString("rwxrwxrwx"));
    String warning =
        "warning: The plugin folder " + more + " can be written by every user of this machine";
    assertThat(cli.run("plugins", "list", "--plugins", "" + more).err()).contains(warning);
    assertThat(cli.run("status", "--plugins", "" + more).out()).contains(warning);
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
