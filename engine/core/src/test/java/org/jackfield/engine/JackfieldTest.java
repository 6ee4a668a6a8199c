package org.jackfield.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.EngineEvent.FellBack;
import org.jackfield.engine.EngineEvent.SnapshotApplied;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.plugin.PluginJarBuilder;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine as an embedder opens it: a configuration, a folder of real jars, nothing else. */
@Timeout(120)
class JackfieldTest {
  private static final String SAYS =
      """
      var left = new java.util.ArrayDeque<Chunk>(List.of(
          Chunk.start("m", "1"),
          Chunk.text(0, "You said: " + request.messages().getLast().text()),
          Chunk.finish(FinishReason.STOP, Usage.reported(1, 2))));
      return new ChatStream() {
        public Chunk next() { return left.removeFirst(); }
        public void close() {}
      };
      """;

  @TempDir Path folder;
  private final List<EngineEvent> events = new ArrayList<>();

  @BeforeEach
  void dropJars() throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    PluginJarBuilder.plugin("talker", "talker")
        .factory(new FactorySource("demo.Factory", "talker").chat(SAYS))
        .write(plugins.resolve("talker.jar"));
    PluginJarBuilder.plugin("mute", "mute")
        .factory(
            new FactorySource("demo.Factory", "mute")
                .settings(
                    "return SettingsSpec.of(Setting.of(\"api_key\", Setting.Kind.SECRET,"
                        + " \"The key.\").withRequired().withVariables(\"MUTE_KEY\"))"
                        + ".withRetries(0);")
                .chat(
                    "throw new BackendException(ErrorCode.UNAVAILABLE, \"Nothing there.\")"
                        + ".withHint(\"Start it.\");"))
        .write(plugins.resolve("mute.jar"));
    Files.write(plugins.resolve("broken.jar"), "no zip".getBytes(StandardCharsets.UTF_8));
  }

  private Jackfield open(String yaml, Map<String, String> variables) throws IOException {
    Path config = Files.writeString(folder.resolve("jackfield.yaml"), yaml);
    return Jackfield.builder()
        .config(config)
        .plugins(folder.resolve("plugins"))
        .environment(new Environment(variables))
        .folders(new Folders(folder, folder.resolve("data"), folder.resolve("cache")))
        .listener(events::add)
        .open();
  }

  @Test
  void a_prompt_goes_down_the_chain_to_the_backend_that_answers() throws IOException {
    try (Jackfield engine =
        open(
            """
            llm:
              providers: [{type: mute, api_key: k}, {type: talker}]
              fallback_order: [mute, talker]
            """,
            Map.of())) {
      Reply reply = engine.chat("Hello");

      assertThat(reply.text()).isEqualTo("You said: Hello");
      assertThat(reply.source().backend()).isEqualTo("talker");
      assertThat(reply.source().attempts()).hasSize(2);
      assertThat(reply.source().toString()).isEqualTo("talker:m");
      assertThat(events).hasAtLeastOneElementOfType(SnapshotApplied.class);
      assertThat(events)
          .filteredOn(FellBack.class::isInstance)
          .singleElement()
          .isEqualTo(new FellBack(1, "mute", "talker", "Nothing there.", Optional.of("Start it.")));
    }
  }

  @Test
  void a_prompt_template_of_the_configuration_is_filled_and_asked() throws IOException {
    Files.createDirectory(folder.resolve("prompts"));
    Files.writeString(folder.resolve("prompts/greet.yaml"), "text: Greet {who}.\n");
    try (Jackfield engine = open("llm: {providers: [{type: talker}]}", Map.of())) {
      PromptRequest prompt = PromptRequest.of("greet").with("who", "{Bob}");
      Reply reply = engine.chat(ChatRequest.builder().draft(), CallOptions.NONE.withPrompt(prompt));

      assertThat(reply.text()).isEqualTo("You said: Greet {Bob}.");
      assertThat(reply.source().prompt())
          .contains(
              new UsedPrompt("greet", "1", engine.prompts().template("greet").sha256(), "default"));
      assertThat(engine.prompts().render(prompt, "phi3").text()).isEqualTo("Greet {Bob}.");
    }
  }

  @Test
  void a_backend_without_its_key_is_left_out_and_names_the_variable() throws IOException {
    String yaml = "llm: {providers: [{type: mute}, {type: talker}]}";
    try (Jackfield engine = open(yaml, Map.of())) {
      Reply.Source source = engine.chat("Hello").source();

      assertThat(source.backend()).isEqualTo("talker");
      assertThat(source.notes())
          .singleElement()
          .asString()
          .startsWith("mute was left out: ")
          .contains("MUTE_KEY");
      assertThat(engine.backends(false).getFirst().problem().orElseThrow()).contains("MUTE_KEY");
      assertThatThrownBy(
              () ->
                  engine.stream(
                      ChatRequest.builder().message(Message.user("Hello")).build(),
                      CallOptions.NONE.withBackend("mute")))
          .isInstanceOfSatisfying(
              EngineException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.AUTHENTICATION))
          .hasMessageContaining("MUTE_KEY");
    }
  }

  @Test
  void one_variable_selects_a_backend_that_is_used_alone() throws IOException {
    String yaml = "llm: {providers: [{type: talker}]}";
    Map<String, String> variables = Map.of("JACKFIELD_LLM_BACKEND", "mute", "MUTE_KEY", "k");
    try (Jackfield engine = open(yaml, variables)) {
      assertThatThrownBy(() -> engine.chat("Hello"))
          .isInstanceOf(EngineException.class)
          .hasMessage("Nothing there.");
    }
  }

  @Test
  void a_broken_jar_is_put_aside_with_its_reason_and_the_engine_serves() throws IOException {
    try (Jackfield engine = open("llm: {providers: [{type: talker}]}", Map.of())) {
      assertThat(engine.chat("Hello").text()).isEqualTo("You said: Hello");
      assertThat(engine.plugins())
          .filteredOn(plugin -> plugin.reason().isPresent())
          .singleElement()
          .satisfies(plugin -> assertThat(plugin.file().toString()).endsWith("broken.jar"));
    }
  }

  @Test
  void a_folder_of_plugins_that_the_configuration_names_is_loaded() throws IOException {
    Files.createDirectory(folder.resolve("none"));
    Path config =
        Files.writeString(
            folder.resolve("jackfield.yaml"),
            "llm: {providers: [{type: talker}]}\nplugins: {dirs: plugins}");
    try (Jackfield engine =
        Jackfield.builder()
            .config(config)
            .plugins(folder.resolve("none"))
            .environment(new Environment(Map.of()))
            .folders(new Folders(folder, folder.resolve("data"), folder.resolve("cache")))
            .open()) {
      assertThat(engine.chat("Hello").text()).isEqualTo("You said: Hello");
    }
  }

  @Test
  void a_folder_of_plugins_that_is_not_there_is_an_error() throws IOException {
    Jackfield.Builder missing = Jackfield.builder().plugins(folder.resolve("nowhere"));
    assertThatThrownBy(missing::open)
        .isInstanceOf(EngineException.class)
        .hasMessage("The plugin folder '" + folder.resolve("nowhere") + "' is not there.");
    Path jar = folder.resolve("plugins/talker.jar");
    assertThatThrownBy(() -> Jackfield.builder().plugins(jar).open())
        .isInstanceOf(EngineException.class)
        .hasMessage("The plugin folder '" + jar + "' is a file.");
  }

  @Test
  void backends_are_probed() throws IOException {
    try (Jackfield engine = open("llm: {providers: [{type: talker}]}", Map.of())) {
      assertThat(engine.backends(true))
          .singleElement()
          .satisfies(
              backend ->
                  assertThat(backend.health().orElseThrow().state()).isEqualTo(Health.State.UP));
    }
  }

  @Test
  void a_bad_configuration_opens_nothing_and_tells_everything() {
    assertThatThrownBy(
            () ->
                open(
                    """
                    llm:
                      providers: [{type: talkr}]
                      fallback_ordr: [talker]
                    """,
                    Map.of()))
        .isInstanceOfSatisfying(
            ConfigException.class, error -> assertThat(error.problems()).hasSize(2))
        .hasMessageContaining("talker")
        .hasMessageContaining("fallback_order");
  }

  @Test
  void the_engine_cannot_see_any_class_of_a_plugin() throws IOException {
    try (Jackfield engine = open("llm: {providers: [{type: talker}]}", Map.of())) {
      assertThat(engine.chat("Hello").text()).isNotEmpty();
      assertThatThrownBy(() -> Class.forName("demo.Factory"))
          .isInstanceOf(ClassNotFoundException.class);
    }
  }
}
