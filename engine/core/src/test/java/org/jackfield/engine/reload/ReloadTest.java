package org.jackfield.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.EngineEvent.ReloadEnded;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Generation;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.LiveEngine;
import org.jackfield.engine.PromptRequest;
import org.jackfield.engine.ReloadPlan;
import org.jackfield.engine.ReloadReport;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.plugin.PluginJarBuilder;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running engine whose files change: real jars, real files, nothing restarted. */
@Timeout(120)
class ReloadTest {
  /** Says its version and which instance it is, in two pieces; the second one waits for a word. */
  private static final String SAYS =
      """
      var left = new java.util.ArrayDeque<Chunk>(List.of(
          Chunk.start("m", "1"),
          Chunk.text(0, "VERSION "),
          Chunk.text(0, context.name() + "#" + System.identityHashCode(this)),
          Chunk.finish(FinishReason.STOP, Usage.reported(1, 2))));
      var held = new java.util.concurrent.CountDownLatch(
          request.messages().getLast().text().equals("hold") ? 1 : 0);
      return new ChatStream() {
        public Chunk next() {
          if (left.size() == 2) {
            try {
              held.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            if (attempt.cancelled()) {
              throw new BackendException(ErrorCode.CANCELLED, "closed");
            }
          }
          return left.removeFirst();
        }
        public void close() { held.countDown(); }
      };
      """;

  @TempDir Path folder;
  private final BlockingQueue<EngineEvent> events = new LinkedBlockingQueue<>();
  private Path config;
  private Path plugins;
  private @Nullable Jackfield opened;

  @BeforeEach
  void dropJars() throws IOException {
    config = Files.createDirectory(folder.resolve("config"));
    plugins = Files.createDirectory(folder.resolve("plugins"));
    jar("talker", "1");
  }

  @AfterEach
  void closeEngine() {
    if (opened != null) {
      opened.close();
    }
  }

  private void jar(String type, String version) throws IOException {
    write(type, version, plugins.resolve(type + ".jar"));
  }

  private void write(String type, String version, Path to) throws IOException {
    byte[] jar =
        PluginJarBuilder.plugin(type, type)
            .attribute("Plugin-Version", version + ".0.0")
            .factory(
                new FactorySource("demo.Factory", type)
                    .settings(
                        "return SettingsSpec.of(Setting.of(\"model\", Setting.Kind.STRING, \"M.\"),"
                            + " Setting.of(\"api_key\", Setting.Kind.SECRET, \"K.\"));")
                    .close(
                        "System.setProperty(\"closed.\" + context.settings().string(\"model\"),"
                            + " \"yes\");")
                    .chat(SAYS.replace("VERSION", version)))
            .bytes();
    Path half = Files.write(folder.resolve("half"), jar);
    Files.move(half, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private void yaml(String text) throws IOException {
    Files.writeString(config.resolve("jackfield.yaml"), text);
  }

  private void open(String yaml, boolean watching) throws IOException {
    open(config, yaml, watching);
  }

  private void open(Path root, String yaml, boolean watching) throws IOException {
    yaml(yaml);
    opened =
        Jackfield.builder()
            .config(root)
            .plugins(plugins)
            .environment(new Environment(Map.of()))
            .folders(new Folders(config, folder.resolve("data"), folder.resolve("cache")))
            .listener(events::add)
            .watching(watching)
            .open();
  }

  private Jackfield engine() {
    return Objects.requireNonNull(opened);
  }

  private String ask(String backend) {
    return engine().chat(request("now"), CallOptions.NONE.withBackend(backend)).text();
  }

  private static ChatRequest request(String prompt) {
    return ChatRequest.builder().message(Message.user(prompt)).build();
  }

  /** An answer that has begun and waits. */
  private ReplyStream held(String backend) {
    ReplyStream reply = engine().stream(request("hold"), CallOptions.NONE.withBackend(backend));
    Chunk chunk = reply.next();
    while (!(chunk instanceof Chunk.Text)) {
      chunk = reply.next();
    }
    return reply;
  }

  /** The end of the next reload. */
  private ReloadEnded reloaded() throws InterruptedException {
    while (true) {
      EngineEvent event = events.poll(60, TimeUnit.SECONDS);
      assertThat(event).as("a reload ends").isNotNull();
      if (event instanceof ReloadEnded ended && !ended.source().equals("start")) {
        return ended;
      }
    }
  }

  private static List<String> words(ReloadPlan plan) {
    return plan.changes().stream().map(ReloadPlan.Change::toString).toList();
  }

  private static String unique(String name) {
    return name + "-" + System.nanoTime();
  }

  @Test
  void what_did_not_change_goes_on_as_it_is_through_a_hundred_reloads() throws IOException {
    String other =
        "llm: {providers: [{name: a, type: talker, model: m}, {name: b, type: talker, model: %d}]}";
    open(other.formatted(0), false);
    String first = ask("a");
    for (int i = 1; i <= 100; i++) {
      yaml(other.formatted(i));
      ReloadReport report = engine().reload();
      assertThat(report.generation()).isEqualTo(i + 1);
      assertThat(report.plan().carriedOver()).containsExactly("a");
      assertThat(words(report.plan()))
          .containsExactly("backend b rebuilt: model from " + (i - 1) + " to " + i);
    }
    assertThat(ask("a")).isEqualTo(first);
  }

  @Test
  void a_plugin_is_asked_where_data_goes_only_when_that_may_have_changed() throws IOException {
    byte[] jar =
        PluginJarBuilder.plugin("asked", "asked")
            .factory(
                new FactorySource("demo.Factory", "asked")
                    .settings(
                        "return SettingsSpec.of("
                            + "Setting.of(\"model\", Setting.Kind.STRING, \"M.\"));")
                    .data(
                        "System.setProperty(\"asked\", System.getProperty(\"asked\", \"\")"
                            + " + values.string(\"model\")); return DataLocation.LOCAL;"))
            .bytes();
    Files.write(plugins.resolve("asked.jar"), jar);
    String two =
        "llm: {providers: [{type: asked, model: m%s}, {type: talker, model: t, timeout: %ds}]}";
    open(two.formatted("", 1), false);
    assertThat(engine().backends(false).getFirst().data()).isEqualTo(DataLocation.LOCAL);

    reload(two.formatted("", 2));
    assertThat(System.getProperty("asked")).isEqualTo("m");
    reload(two.formatted(", data: cloud", 2));
    assertThat(engine().backends(false).getFirst().data()).isEqualTo(DataLocation.CLOUD);
    reload(two.formatted("", 2));
    assertThat(engine().backends(false).getFirst().data()).isEqualTo(DataLocation.LOCAL);
    reload(two.formatted("n", 2));
    assertThat(System.getProperty("asked")).isEqualTo("mmmn");
  }

  private void reload(String yaml) throws IOException {
    yaml(yaml);
    engine().reload();
  }

  @Test
  void another_list_of_models_counts_at_once_and_builds_nothing() throws IOException {
    open("llm: {providers: [{name: a, type: talker, model: m, models: [x]}]}", false);
    String before = ask("a");
    yaml("llm: {providers: [{name: a, type: talker, model: m, models: [y]}]}");

    assertThat(words(engine().reload().plan())).containsExactly("backend a changed: models");

    ChatRequest other = ChatRequest.builder().message(Message.user("now")).model("y").build();
    assertThat(engine().chat(other, CallOptions.NONE.withBackend("a")).text()).isEqualTo(before);
  }

  @Test
  void what_is_known_of_models_changes_with_the_next_call_and_builds_nothing() throws IOException {
    open("llm: {providers: [{name: a, type: talker, model: m}]}", false);
    String before = ask("a");
    assertThat(engine().capabilities("a", "").capabilities().contextTokens()).isEmpty();
    Path models = config.resolve("models.yaml");
    Files.writeString(models, "capabilities: [{type: talker, models: [m*], context: 4096}]\n");

    ReloadReport report = engine().reload();

    assertThat(words(report.plan())).containsExactly("capabilities changed: models of talker");
    assertThat(report.plan().carriedOver()).containsExactly("a");
    assertThat(ask("a")).isEqualTo(before);
    assertThat(engine().capabilities("a", "").capabilities().contextTokens()).hasValue(4096);
    assertThat(engine().capabilities("a", "other").capabilities().contextTokens()).isEmpty();
    yaml("llm: {providers: [{name: a, type: talker, model: m, capabilities: {context: 8192}}]}");

    assertThat(words(engine().reload().plan())).containsExactly("backend a changed: capabilities");

    assertThat(ask("a")).isEqualTo(before);
    assertThat(engine().capabilities("a", "").facts())
        .extracting(fact -> fact.name() + " " + fact.value() + " by " + fact.place())
        .contains("context 8192 by its entry");
    Files.writeString(models, "capabilities: [{type: talker, models: [m*], contxt: 4096}]\n");

    assertThatThrownBy(() -> engine().reload())
        .hasMessageContaining(
            models + ":1:45: capabilities[0].contxt: There is no such key of a row.")
        .hasMessageContaining("Did you mean 'context'?");
    assertThat(engine().capabilities("a", "").capabilities().contextTokens()).hasValue(8192);
    assertThatThrownBy(() -> engine().capabilities("b", ""))
        .isInstanceOf(EngineException.class)
        .hasMessage("There is no backend 'b'.");
  }

  @Test
  void a_backend_that_is_left_alone_stays_so_until_its_settings_change() throws IOException {
    String down = "throw new BackendException(ErrorCode.UNAVAILABLE, \"Nothing listens.\");";
    failing("1", down);
    String one = "llm: {providers: [{type: failing, model: %s}]}";
    open(one.formatted("m"), false);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> ask("failing")).hasMessageContaining("Nothing listens.");
    }
    assertThat(engine().backends(false).getFirst().circuit())
        .hasValueSatisfying(why -> assertThat(why).contains("5 failures in a row"));
    failing("2", SAYS.replace("VERSION", "2"));

    assertThat(words(engine().reload().plan()))
        .contains("backend failing rebuilt: another version of its plugin");

    assertThatThrownBy(() -> ask("failing")).hasMessageContaining("it is left alone for ");
    reload(one.formatted("other"));
    assertThat(ask("failing")).startsWith("2 ");
    assertThat(engine().backends(false).getFirst().circuit()).isEmpty();
  }

  private void failing(String version, String chat) throws IOException {
    byte[] jar =
        PluginJarBuilder.plugin("failing", "failing")
            .attribute("Plugin-Version", version + ".0.0")
            .factory(
                new FactorySource("demo.Factory", "failing")
                    .settings(
                        "return SettingsSpec.of("
                            + "Setting.of(\"model\", Setting.Kind.STRING, \"M.\")).withRetries(0);")
                    .chat(chat))
            .bytes();
    Path half = Files.write(folder.resolve("half"), jar);
    Files.move(half, plugins.resolve("failing.jar"), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void files_that_say_the_same_make_no_generation() throws IOException {
    open("llm: {providers: [{type: talker, model: m}]}", false);
    yaml("# a comment\nllm:\n  providers:\n  - {model: m, type: talker}\n");

    ReloadReport report = engine().reload();

    assertThat(report.plan().isEmpty()).isTrue();
    assertThat(report.generation()).isEqualTo(1);
    assertThat(engine().history()).hasSize(1);
  }

  @Test
  void a_timeout_changes_without_building_the_backend_anew() throws IOException {
    open("llm: {providers: [{type: talker, model: m, timeout: 30}]}", false);
    String first = ask("talker");
    yaml("llm: {providers: [{type: talker, model: m, timeout: 60}]}");

    assertThat(words(engine().reload().plan())).containsExactly("backend talker changed: timeout");
    assertThat(ask("talker")).isEqualTo(first);
  }

  @Test
  void a_changed_secret_is_told_without_its_value() throws IOException {
    open("llm: {providers: [{type: talker, model: m, api_key: sk-first}]}", false);
    yaml("llm: {providers: [{type: talker, model: m, api_key: sk-second}]}");

    ReloadPlan plan = engine().planReload();

    assertThat(words(plan)).containsExactly("backend talker rebuilt: api_key changed");
    assertThat(engine().generation()).as("a plan changes nothing").isEqualTo(1);
    assertThat(plan.toString()).doesNotContain("sk-");
  }

  @Test
  void profiles_templates_routing_and_server_are_told_apart() throws IOException {
    open(
        """
        llm:
          providers: [{name: a, type: talker, model: m}, {name: b, type: talker, model: m}]
          fallback_order: [a, b]
          profiles: {fast: {chain: [a]}, old: {chain: [b]}}
          prompt_templates: {ask: "Q {x}"}
        """,
        false);
    yaml(
        """
        llm:
          providers: [{name: a, type: talker, model: m}, {name: b, type: talker, model: m}]
          fallback_order: [b, a]
          profiles: {fast: {chain: [b]}, new: {chain: [b]}}
          prompt_templates: {ask: "Question {x}"}
        server: {port: 9000, grace: 3s, max_depth: 9}
        """);
    assertThat(words(engine().reload().plan()))
        .containsExactly(
            "routing changed: from a > b to b > a",
            "profile fast changed",
            "profile new added",
            "profile old removed",
            "template ask changed",
            "server changed: grace, max_depth, port (at the next start of the server)");
    assertThat(engine().chat("now").source().backend()).isEqualTo("b");
  }

  @Test
  void a_running_answer_ends_on_the_backend_that_was_removed_and_then_that_closes()
      throws IOException, InterruptedException {
    String model = unique("removed");
    open(
        "llm: {providers: [{name: a, type: talker, model: %s}, {name: b, type: talker, model: m}]}"
            .formatted(model),
        false);
    ReplyStream reply = held("a");
    yaml("llm: {providers: [{name: b, type: talker, model: m}]}");

    assertThat(words(engine().reload().plan()))
        .containsExactly("backend a removed", "routing changed: from a > b to b");

    assertThatThrownBy(() -> ask("a")).hasMessageContaining("Unknown backend 'a'");
    assertThat(System.getProperty("closed." + model)).isNull();
    reply.close();
    LiveEngine.await("it closes", () -> "yes".equals(System.getProperty("closed." + model)));
  }

  @Test
  void an_answer_that_outlasts_the_drain_ends_as_an_error() throws IOException {
    String model = unique("drained");
    open(
        "llm: {providers: [{name: a, type: talker, model: %s}, {name: b, type: talker, model: m}]}"
            .formatted(model),
        false);
    ReplyStream reply = held("a");
    yaml("{llm: {providers: [{name: b, type: talker, model: m}]}, reload: {drain: 10ms}}");
    engine().reload();

    assertThatThrownBy(reply::next)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("removed from the configuration");
    LiveEngine.await("it closes", () -> "yes".equals(System.getProperty("closed." + model)));
  }

  @Test
  void a_broken_file_leaves_everything_as_it_was_until_it_is_mended() throws IOException {
    open("llm: {providers: [{type: talker, model: m}]}", false);
    String first = ask("talker");
    for (String broken :
        List.of(
            "llm:\n  providers: [{type: talkr, model: m}]\n",
            "llm: {providers: [",
            "",
            "llm: {providers: [{type: talker, modell: m}]}")) {
      yaml(broken);
      assertThatThrownBy(() -> engine().reload()).isInstanceOf(ConfigException.class);
      assertThat(ask("talker")).isEqualTo(first);
      assertThat(engine().configState().stale().orElseThrow().message())
          .contains(config.resolve("jackfield.yaml").toString());
    }
    Files.delete(config.resolve("jackfield.yaml"));
    assertThatThrownBy(() -> engine().reload()).isInstanceOf(ConfigException.class);
    Files.createDirectory(config.resolve("jackfield.yaml"));
    assertThatThrownBy(() -> engine().reload()).isInstanceOf(ConfigException.class);
    Files.delete(config.resolve("jackfield.yaml"));
    assertThat(engine().generation()).isEqualTo(1);

    yaml("llm: {providers: [{type: talker, model: m}]}");
    engine().reload();

    assertThat(engine().configState().stale()).isEmpty();
    assertThat(ask("talker")).isEqualTo(first);
  }

  @Test
  void a_rollback_serves_the_earlier_generation_and_keeps_it_until_the_files_are_applied()
      throws IOException {
    open("llm: {providers: [{name: a, type: talker, model: m}]}", false);
    yaml("llm: {providers: [{name: b, type: talker, model: m}]}");
    engine().reload();

    ReloadReport back = engine().rollback(OptionalLong.empty());

    assertThat(back.generation()).isEqualTo(3);
    assertThat(engine().configState().pinned()).hasValue(1);
    assertThat(ask("a")).contains("a#");
    assertThat(engine().history())
        .extracting(Generation::source)
        .containsExactly("rollback to 1", "reload()", "start");
    assertThatThrownBy(() -> engine().rollback(OptionalLong.of(17)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("[3, 2, 1]");

    engine().reload();
    assertThat(engine().configState().pinned()).isEmpty();
    assertThat(ask("b")).contains("b#");
  }

  @Test
  void the_last_twenty_generations_are_remembered() throws IOException {
    String file = "llm: {providers: [{type: talker, model: m, timeout: %d}]}";
    open(file.formatted(1), false);
    for (int i = 2; i <= 25; i++) {
      yaml(file.formatted(i));
      engine().reload();
    }
    assertThat(engine().history())
        .hasSize(20)
        .first()
        .extracting(Generation::number)
        .isEqualTo(25L);
  }

  @Test
  void a_backend_that_would_be_lost_refuses_the_change_by_default() throws IOException {
    open("llm: {providers: [{type: talker, model: m}]}", false);
    Files.delete(plugins.resolve("talker.jar"));

    assertThatThrownBy(() -> engine().reload())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("jackfield.yaml:1:")
        .hasMessageContaining("serves now and could not any more")
        .hasMessageContaining("talker.jar");
    assertThat(ask("talker")).startsWith("1 ");
  }

  @Test
  void a_backend_that_would_be_lost_is_drained_where_that_is_wanted() throws IOException {
    jar("second", "1");
    open(
        """
        llm: {providers: [{type: talker, model: m}, {type: second, model: m}]}
        reload: {lost: drain}
        """,
        false);
    Files.delete(plugins.resolve("talker.jar"));

    assertThat(words(engine().reload().plan()))
        .anyMatch(
            line -> line.startsWith("backend talker unusable: ") && line.contains("talker.jar"))
        .anyMatch(line -> line.startsWith("plugin talker removed"));
    assertThat(engine().chat("now").source().backend()).isEqualTo("second");
  }

  @Test
  void a_new_backend_that_is_not_there_refuses_the_change_where_that_is_wanted()
      throws IOException {
    PluginJarBuilder.plugin("absent", "absent")
        .factory(
            new FactorySource("demo.Factory", "absent")
                .probe("java.util.Objects.requireNonNull(null, \"nobody home\")"))
        .write(plugins.resolve("absent.jar"));
    String more =
        "llm: {providers: [{type: talker, model: m}, {type: absent}]}\nreload: {probe: %s}";
    open("llm: {providers: [{type: talker, model: m}]}", false);

    yaml(more.formatted("refuse"));
    assertThatThrownBy(() -> engine().reload())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("The new backend 'absent' is not there");
    assertThat(engine().generation()).isEqualTo(1);

    yaml(more.formatted("warn"));
    assertThat(engine().reload().generation()).isEqualTo(2);
  }

  @Test
  void a_rebuilt_backend_makes_its_model_ready_before_it_serves_or_changes_nothing()
      throws IOException {
    PluginJarBuilder.plugin("local", "local")
        .factory(
            new FactorySource("demo.Factory", "local")
                .settings(
                    "return SettingsSpec.of(Setting.of(\"model\", Setting.Kind.STRING, \"M.\"));")
                .operation(
                    """
                    if (kind == Preload.class) {
                      Preload preload = attempt -> {
                        String model = context.settings().string("model");
                        if (model.equals("huge")) {
                          throw new BackendException(ErrorCode.UNAVAILABLE, "It needs 400 GB.")
                              .withHint("Choose a smaller one.");
                        }
                        System.setProperty("ready." + model, "yes");
                      };
                      return Optional.of(kind.cast(preload));
                    }
                    """)
                .chat(SAYS.replace("VERSION", "1")))
        .write(plugins.resolve("local.jar"));
    String file = "llm: {providers: [{type: local, model: %s}]}";
    String first = unique("first");
    String second = unique("second");
    open(file.formatted(first), false);
    assertThat(System.getProperty("ready." + first)).as("nothing waits at the start").isNull();

    yaml(file.formatted(second));
    engine().reload();
    assertThat(System.getProperty("ready." + second)).isEqualTo("yes");

    yaml(file.formatted("huge"));
    assertThatThrownBy(() -> engine().reload())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("jackfield.yaml:1:")
        .hasMessageContaining("It needs 400 GB. Choose a smaller one.");
    assertThat(engine().generation()).isEqualTo(2);
  }

  @Test
  void settings_that_a_plugin_refuses_are_mistakes_of_the_file_all_at_once() throws IOException {
    PluginJarBuilder.plugin("picky", "picky")
        .factory(
            new FactorySource("demo.Factory", "picky")
                .settings(
                    "return SettingsSpec.of(Setting.of(\"size\", Setting.Kind.INTEGER, \"S.\"));")
                .create(
                    """
                    if (context.settings().integer("size") > 9) {
                      throw BackendException.invalid(
                          "size", context.settings().integer("size"), "at most 9");
                    }
                    return new Demo(context);
                    """))
        .write(plugins.resolve("picky.jar"));
    String file =
        """
        llm:
          providers:
            - {name: a, type: picky, size: %d}
            - {name: b, type: picky, size: %d}
        """;

    assertThatThrownBy(() -> open(file.formatted(10, 11), false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("jackfield.yaml:3:7: 'size' is 10; it must be at most 9.")
        .hasMessageContaining("jackfield.yaml:4:7: 'size' is 11; it must be at most 9.");
    open(file.formatted(1, 1), false);
    yaml(file.formatted(1, 12));
    assertThatThrownBy(() -> engine().reload()).hasMessageContaining("'size' is 12");
    assertThat(engine().generation()).isEqualTo(1);
  }

  @Test
  void folders_that_the_configuration_names_bring_plugins_too() throws IOException {
    Path more = Files.createDirectories(config.resolve("more"));
    write("third", "1", more.resolve("third.jar"));

    open("{llm: {providers: [{type: third, model: m}]}, plugins: {dirs: [more]}}", false);

    assertThat(ask("third")).startsWith("1 ");
  }

  private void prompt(String name, String text) throws IOException {
    Path half = Files.writeString(folder.resolve("half.prompt"), text);
    Files.createDirectories(config.resolve("prompts"));
    Files.move(half, config.resolve("prompts/" + name), StandardCopyOption.REPLACE_EXISTING);
  }

  private String greeted() {
    return engine().prompts().render(PromptRequest.of("greet").with("who", "Bob"), "m").text();
  }

  @Test
  void a_file_of_prompt_templates_changes_with_the_rest_or_not_at_all() throws IOException {
    String yaml = "llm: {providers: [{type: talker, model: m}]}";
    prompt("greet.yaml", "text: Hello {who}\n");
    open(yaml, false);
    assertThat(greeted()).isEqualTo("Hello Bob");

    prompt("greet.yaml", "# A remark is no change.\n\ntext: Hello {who}\n");
    assertThat(words(engine().reload().plan())).isEmpty();
    prompt("greet.yaml", "text: Hi {who}\n");
    prompt("more.yaml", "text: More\n");
    assertThat(words(engine().reload().plan()))
        .containsExactly("template greet changed", "template more added");
    assertThat(greeted()).isEqualTo("Hi Bob");

    prompt("more.yaml", "text: 'More {'\n");
    prompt("greet.yaml", "text: Broken {who}\n");
    assertThatThrownBy(() -> engine().reload())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("more.yaml:1:13");
    assertThat(greeted()).isEqualTo("Hi Bob");

    prompt("more.yaml", "text: More\n");
    yaml("llm: {providers: [{type: talker, model: m}], model_families: {m: mistral}}");
    assertThat(words(engine().reload().plan()))
        .containsExactly("template greet changed", "model families changed");
  }

  @Test
  void a_new_file_of_prompt_templates_is_found_also_beside_a_single_file()
      throws IOException, InterruptedException {
    Files.createDirectories(config.resolve("prompts"));
    open(config.resolve("jackfield.yaml"), "llm: {providers: [{type: talker, model: m}]}", true);
    prompt("greet.yaml", "text: Hello {who}\n");

    assertThat(reloaded().source()).isEqualTo("change of greet.yaml");
    assertThat(greeted()).isEqualTo("Hello Bob");
  }

  @Test
  void a_saved_file_is_in_force_by_itself() throws IOException, InterruptedException {
    open("llm: {providers: [{name: a, type: talker, model: m}]}", true);
    yaml("llm: {providers: [{name: b, type: talker, model: m}]}");

    ReloadEnded ended = reloaded();

    assertThat(ended.source()).isEqualTo("change of jackfield.yaml");
    assertThat(ended.generation()).isEqualTo(2);
    assertThat(ask("b")).contains("b#");
  }

  @Test
  void a_saved_mistake_is_told_once_and_the_next_good_save_clears_it()
      throws IOException, InterruptedException {
    open("llm: {providers: [{name: a, type: talker, model: m}]}", true);
    yaml("llm: {providers: [{name: b, type: talkr, model: m}]}");
    assertThat(reloaded().error().orElseThrow()).contains("talkr");
    yaml("llm: {providers: [{name: b, type: talker, model: m}]}");

    assertThat(reloaded().error()).isEmpty();
    assertThat(engine().configState().stale()).isEmpty();
  }

  @Test
  void a_rollback_brings_back_the_plugins_of_then_whatever_lies_in_the_folder_now()
      throws IOException {
    open("llm: {providers: [{name: a, type: talker, model: m}]}", false);
    jar("talker", "2");
    engine().reload();
    assertThat(ask("a")).startsWith("2 ");

    ReloadReport back = engine().rollback(OptionalLong.empty());
    assertThat(words(back.plan()))
        .containsExactly(
            "backend a rebuilt: another version of its plugin",
            "plugin talker changed: version from 2.0.0 to 1.0.0");
    assertThat(ask("a")).startsWith("1 ");
    assertThat(engine().plugins().getFirst().version()).isEqualTo("1.0.0");

    Files.delete(plugins.resolve("talker.jar"));
    engine().rollback(OptionalLong.of(2));
    assertThat(ask("a")).as("a file that is nowhere any more").startsWith("2 ");
    jar("talker", "3");
    engine().reload();
    assertThat(ask("a")).startsWith("3 ");
  }

  @Test
  void plugins_that_no_remembered_generation_has_leave_the_disk() throws IOException {
    open("llm: {providers: [{name: a, type: talker, model: m}]}", false);
    for (int i = 2; i <= 30; i++) {
      jar("talker", String.valueOf(i));
      engine().reload();
    }
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      assertThat(files.filter(file -> file.endsWith("plugin.jar"))).hasSize(20);
    }
    engine().close();
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      assertThat(files.filter(file -> file.endsWith("plugin.jar"))).isEmpty();
    }
  }

  @Test
  void files_that_change_while_a_generation_is_pinned_wait()
      throws IOException, InterruptedException {
    open("llm: {providers: [{name: a, type: talker, model: m}]}", true);
    yaml("llm: {providers: [{name: b, type: talker, model: m}]}");
    assertThat(reloaded().generation()).isEqualTo(2);
    engine().rollback(OptionalLong.of(1));
    assertThat(engine().configState().newer()).isFalse();
    yaml("llm: {providers: [{name: c, type: talker, model: m}]}");

    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!engine().configState().newer()) {
      assertThat(System.nanoTime()).isLessThan(limit);
      Thread.onSpinWait();
    }

    assertThat(ask("a")).contains("a#");
    assertThat(engine().reload().generation()).isEqualTo(4);
    assertThat(ask("c")).contains("c#");
  }

  @Test
  void a_dropped_jar_is_usable_and_a_replaced_one_serves_new_calls_while_old_answers_end()
      throws IOException, InterruptedException {
    open("llm: {providers: [{type: talker, model: m}]}", true);
    jar("second", "1");
    assertThat(reloaded().error()).isEmpty();
    yaml("llm: {providers: [{type: talker, model: m}, {type: second, model: m}]}");
    assertThat(reloaded().error()).isEmpty();
    ReplyStream old = held("second");

    jar("second", "2");
    assertThat(words(reloaded().plan().orElseThrow()))
        .containsExactly(
            "backend second rebuilt: another version of its plugin",
            "plugin second changed: version from 1.0.0 to 2.0.0");

    assertThat(ask("second")).startsWith("2 ");
    old.close();
  }

  @Test
  void a_link_that_is_exchanged_for_another_folder_counts_as_a_change()
      throws IOException, InterruptedException {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    for (String version : List.of("..1", "..2")) {
      Files.createDirectory(mount.resolve(version));
      Files.writeString(
          mount.resolve(version).resolve("jackfield.yaml"),
          "llm: {providers: [{name: v%s, type: talker, model: m}]}".formatted(version.charAt(2)));
    }
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(
        mount.resolve("jackfield.yaml"), Path.of("..data").resolve("jackfield.yaml"));
    config = mount;
    opened =
        Jackfield.builder()
            .config(mount)
            .plugins(plugins)
            .environment(new Environment(Map.of()))
            .folders(new Folders(mount, folder.resolve("data"), folder.resolve("cache")))
            .listener(events::add)
            .open();
    assertThat(ask("v1")).contains("v1#");

    Path next = Files.createSymbolicLink(mount.resolve("..next"), Path.of("..2"));
    Files.move(
        next,
        mount.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(reloaded().error()).isEmpty();
    assertThat(ask("v2")).contains("v2#");
  }
}
