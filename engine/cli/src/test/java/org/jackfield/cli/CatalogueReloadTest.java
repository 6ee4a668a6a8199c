package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineEvent.SnapshotApplied;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.PullRule;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue of models changes with the rest of the configuration while the engine runs. */
@Timeout(60)
final class CatalogueReloadTest {
  private static final String ENTRY =
      """
        - name: %s
          title: %s
          family: llama
          parameters: 1M
          quantisation: F32
          context: 128
          licence: {name: MIT}
          files: [{name: model.gguf, about_bytes: %d, sources: [{folder: models}]}]
      """;

  @TempDir Path home;

  private Jackfield open(boolean watching, CountDownLatch second) throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    Files.writeString(
        config.resolve("jackfield.yaml"),
        "llm:\n  providers:\n"
            + "    - {name: a, type: scripted, model: tiny, file: true}\n"
            + "    - {name: b, type: scripted, model: other}\n");
    Files.createDirectories(config.resolve("models"));
    Files.writeString(config.resolve("models/model.gguf"), "weights");
    catalogue(ENTRY.formatted("tiny", "Tiny", 7));
    ScriptedPlugin.in(home.resolve("plugins"));
    return Jackfield.builder()
        .config(config.resolve("jackfield.yaml"))
        .plugins(home.resolve("plugins"))
        .environment(new Environment(Map.of()))
        .folders(new Folders(config, home.resolve("data"), home.resolve("cache")))
        .watching(watching)
        .listener(
            event -> {
              if (event instanceof SnapshotApplied applied && applied.generation() == 2) {
                second.countDown();
              }
            })
        .open();
  }

  private void catalogue(String entries) throws IOException {
    Files.writeString(home.resolve("config/models.yaml"), "models:\n" + entries);
  }

  private static String changes(Jackfield engine) {
    return engine.reload().plan().changes().toString();
  }

  @Test
  void entries_come_and_go_and_rebuild_only_the_backend_that_stands_on_one() throws IOException {
    try (Jackfield engine = open(false, new CountDownLatch(1))) {
      catalogue(ENTRY.formatted("tiny", "Tiny", 7) + ENTRY.formatted("new", "New", 7));
      assertThat(changes(engine)).contains("model new added").doesNotContain("rebuilt");
      assertThat(
              engine
                  .chat(
                      ChatRequest.builder().message(Message.user("Hi")).model("new").build(),
                      CallOptions.NONE.withBackend("a").withPulls(PullRule.REQUEST))
                  .text())
          .as("a backend that goes on finds what is new")
          .endsWith("model.gguf");

      catalogue(ENTRY.formatted("tiny", "Tiny, mended", 8));
      assertThat(changes(engine))
          .contains("model tiny changed", "model new removed")
          .contains("backend a rebuilt: its model stands for something else in the catalogue")
          .doesNotContain("backend b");
    }
  }

  @Test
  void a_mistake_in_it_is_told_with_those_of_the_configuration_and_changes_nothing()
      throws IOException {
    try (Jackfield engine = open(false, new CountDownLatch(1))) {
      catalogue(ENTRY.formatted("tiny", "Tiny", 7).replace("licence", "license"));
      Files.writeString(
          home.resolve("config/jackfield.yaml"),
          "llm: {providers: [{type: scripted}]}\nreload: {drian: 1s}\n");

      assertThatThrownBy(engine::reload)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("models.yaml:")
          .hasMessageContaining("license")
          .hasMessageContaining("jackfield.yaml:2:")
          .hasMessageContaining("drian");
      assertThat(engine.generation()).isEqualTo(1);
      assertThat(engine.artifacts().list()).hasSize(1);
    }
  }

  @Test
  void a_saved_catalogue_is_in_force_by_itself_also_beside_a_single_file() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    try (Jackfield engine = open(true, second)) {
      catalogue(ENTRY.formatted("tiny", "Tiny", 7) + ENTRY.formatted("new", "New", 7));
      second.await();
      assertThat(engine.artifacts().list()).hasSize(2);
    }
  }
}
