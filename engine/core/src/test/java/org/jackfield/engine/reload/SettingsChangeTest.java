package org.jackfield.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.EngineEvent.SnapshotApplied;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.EngineListener;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.SettingsChange;
import org.jackfield.engine.plugin.PluginJarBuilder;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings that a command changes instead of an editor. */
@Timeout(60)
class SettingsChangeTest {
  private static final String FILE =
      """
      llm:
        providers:
          - {name: near, type: talker, model: small}
          - {name: v1.5, type: talker, model: large}
        profiles:
          fast: {chain: [near], sampling: {temperature: 0.5}}
      reload: {probe: off}
      """;

  private static final String MODEL = "llm.providers.near.model";

  @TempDir Path folder;
  private final List<Jackfield> opened = new ArrayList<>();
  private Path config;

  @BeforeEach
  void write() throws IOException {
    config = Files.createDirectory(folder.resolve("config"));
    Files.writeString(config.resolve("jackfield.yaml"), FILE);
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    PluginJarBuilder.plugin("talker", "talker")
        .factory(
            new FactorySource("demo.Factory", "talker")
                .settings(
                    "return SettingsSpec.of(Setting.of(\"model\", Setting.Kind.STRING, \"M.\"),"
                        + " Setting.of(\"size\", Setting.Kind.INTEGER, \"S.\"),"
                        + " Setting.of(\"api_key\", Setting.Kind.SECRET, \"K.\"));")
                .create(
                    """
                    if (context.settings().has("size") && context.settings().integer("size") > 9) {
                      throw BackendException.invalid(
                          "size", context.settings().integer("size"), "at most 9");
                    }
                    return new Demo(context);
                    """))
        .write(plugins.resolve("talker.jar"));
  }

  @AfterEach
  void close() {
    opened.forEach(Jackfield::close);
  }

  private Jackfield open(boolean watching, EngineListener... listeners) {
    Jackfield.Builder builder =
        Jackfield.builder()
            .config(config)
            .plugins(folder.resolve("plugins"))
            .environment(new Environment(Map.of()))
            .folders(new Folders(config, folder.resolve("data"), folder.resolve("cache")))
            .watching(watching);
    for (EngineListener listener : listeners) {
      builder.listener(listener);
    }
    Jackfield engine = builder.open();
    opened.add(engine);
    return engine;
  }

  private static String model(Jackfield engine, String backend) {
    return engine.backends(false).stream()
        .filter(status -> status.name().equals(backend))
        .map(BackendStatus::model)
        .findFirst()
        .orElseThrow();
  }

  private List<Path> overlays() throws IOException {
    Path overrides = folder.resolve("data").resolve("overrides");
    if (!Files.isDirectory(overrides)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(overrides)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
  }

  @Test
  void a_changed_setting_is_in_force_and_kept_and_shown_as_such() throws IOException {
    Jackfield engine = open(false);

    assertThat(engine.change("test", SettingsChange.set(MODEL, "tiny")).generation()).isEqualTo(2);

    assertThat(model(engine, "near")).isEqualTo("tiny");
    assertThat(engine.history().getFirst().source()).isEqualTo("test");
    assertThat(engine.config().yaml())
        .containsPattern("model: tiny  # .*:\\d+:\\d+ \\(override\\)");
    assertThat(Files.readString(config.resolve("jackfield.yaml"))).isEqualTo(FILE);
    assertThat(model(open(false), "near")).as("after a restart").isEqualTo("tiny");
    assertThat(engine.reload().plan().isEmpty()).as("the file says what is in force").isTrue();
  }

  @Test
  void several_settings_change_together_and_names_may_have_dots() {
    Jackfield engine = open(false);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("llm.providers.v1.5.model", "huge");
    values.put("llm.profiles.fast.sampling.temperature", "0.9");
    values.put("llm.profiles.fast.chain", "[v1.5, near]");
    values.put("reload.drain", "2m");

    engine.change("test", new SettingsChange(values, List.of()));

    assertThat(model(engine, "v1.5")).isEqualTo("huge");
    assertThat(engine.config().yaml())
        .contains("temperature: 0.9  #", "drain: \"120s\"", "chain: [v1.5, near]");
    assertThat(engine.generation()).isEqualTo(2);
  }

  @Test
  void a_change_that_is_taken_back_lets_the_own_files_rule_again() throws IOException {
    Jackfield engine = open(false);
    engine.change("test", SettingsChange.set(MODEL, "tiny"));
    engine.change("test", SettingsChange.set("reload.drain", "2m"));

    engine.change("test", SettingsChange.unset(MODEL));
    assertThat(model(engine, "near")).isEqualTo("small");
    assertThat(Files.readString(overlays().getFirst())).contains("drain").doesNotContain("near");

    engine.change("test", SettingsChange.unset("reload.drain"));
    assertThat(overlays()).as("an overlay with nothing in it").isEmpty();
    assertThatThrownBy(() -> engine.change("test", SettingsChange.unset(MODEL)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(MODEL + ": No command changed it. 'jackfield config show' tells what did.");
  }

  @Test
  void what_has_lost_its_target_can_be_taken_back() throws IOException {
    Jackfield engine = open(false);
    engine.change("test", SettingsChange.set("llm.providers.v1.5.model", "huge"));
    Files.writeString(config.resolve("jackfield.yaml"), FILE.replaceFirst("(?m)^.*v1\\.5.*\n", ""));
    engine.reload();
    assertThat(engine.warnings()).anyMatch(line -> line.contains("no such backend"));

    engine.change("test", SettingsChange.unset("llm.providers.v1.5"));

    assertThat(engine.warnings()).isEmpty();
    assertThat(overlays()).isEmpty();
  }

  @Test
  void every_mistake_is_told_at_once_and_changes_nothing() throws IOException {
    Jackfield engine = open(false);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("llm.providers.near.modle", "x");
    values.put("llm.providers.nera.model", "x");
    values.put("llm.providers.near.name", "x");
    values.put("llm.providers.near.api_key", "sk-12345678");
    values.put("llm.providers.near", "x");
    values.put("server.port.x", "1");
    values.put("plugins.dirs", "[/tmp]");
    values.put("reload", "{drain: 1s}");
    values.put("reload.drain", "[");

    assertThatThrownBy(() -> engine.change("test", new SettingsChange(values, List.of())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "llm.providers.near.modle: There is no key 'modle' in it. Did you mean 'model'?")
        .hasMessageContaining("llm.providers.nera.model: The configuration has none of the name")
        .hasMessageContaining("Name a backend: near, v1.5.")
        .hasMessageContaining("llm.providers.near.name: It says which backend it is.")
        .hasMessageContaining("llm.providers.near.api_key: A secret does not belong")
        .hasMessageContaining("llm.providers.near: It has more than one setting.")
        .hasMessageContaining("server.port.x: It goes on behind a setting, with 'x'.")
        .hasMessageContaining("plugins.dirs: Which code runs in this process is not for a command")
        .hasMessageContaining("reload: It has more than one setting.")
        .hasMessageContaining("reload.drain: The value is not YAML")
        .message()
        .doesNotContain("sk-12345678");
    assertThat(engine.generation()).isEqualTo(1);
    assertThat(overlays()).isEmpty();
  }

  @Test
  void a_value_that_the_configuration_or_a_plugin_refuses_is_not_kept() throws IOException {
    Jackfield engine = open(false);

    assertThatThrownBy(() -> engine.change("test", SettingsChange.set("reload.drain", "soon")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'soon' is not a time");
    assertThatThrownBy(
            () -> engine.change("test", SettingsChange.set("llm.providers.near.size", "10")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("it must be at most 9");
    assertThatThrownBy(
            () -> engine.change("test", SettingsChange.set("llm.fallback_order", "[gone]")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("There is no backend named 'gone'");
    assertThatThrownBy(() -> engine.save(SettingsChange.set("llm.providers.near.size", "10")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("it must be at most 9");

    assertThat(engine.generation()).isEqualTo(1);
    assertThat(engine.configState().stale()).as("the files are as good as before").isEmpty();
    assertThat(overlays()).isEmpty();
  }

  @Test
  void a_secret_is_set_by_the_name_of_what_holds_it() throws IOException {
    Jackfield engine = open(false);
    Files.writeString(folder.resolve("key"), "sk-12345678");
    Files.setPosixFilePermissions(
        folder.resolve("key"), PosixFilePermissions.fromString("rw-------"));

    engine.change(
        "test",
        SettingsChange.set("llm.providers.near.api_key", "${file:" + folder.resolve("key") + "}"));

    assertThat(engine.generation()).isEqualTo(2);
    assertThat(Files.readString(overlays().getFirst())).doesNotContain("sk-12345678");
  }

  @Test
  void a_saved_setting_reaches_the_engines_that_watch() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    Jackfield running =
        open(
            true,
            event -> {
              if (event instanceof SnapshotApplied applied && applied.generation() == 2) {
                second.countDown();
              }
            });
    Jackfield command = open(false);

    assertThat(command.save(SettingsChange.set(MODEL, "tiny")).changes()).hasSize(1);

    assertThat(command.generation()).as("it serves nobody").isEqualTo(1);
    second.await();
    assertThat(model(running, "near")).isEqualTo("tiny");
  }

  @Test
  void while_an_earlier_generation_is_pinned_nothing_is_set() {
    Jackfield engine = open(false);
    engine.change("test", SettingsChange.set(MODEL, "tiny"));
    engine.rollback(OptionalLong.of(1));

    assertThatThrownBy(() -> engine.change("test", SettingsChange.set(MODEL, "other")))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("Generation 1 is pinned");
    assertThat(model(engine, "near")).isEqualTo("small");
  }

  @Test
  void one_command_at_a_time_changes_settings() throws IOException {
    Jackfield engine = open(false);
    engine.change("test", SettingsChange.set(MODEL, "tiny"));
    Path lock = Path.of(overlays().getFirst() + ".lock");

    try (FileChannel other = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock held = other.lock()) {
      assertThat(held.isValid()).isTrue();
      assertThatThrownBy(() -> engine.change("test", SettingsChange.set(MODEL, "other")))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("Another command changes settings right now");
    }
    engine.change("test", SettingsChange.set(MODEL, "other"));
    assertThat(model(engine, "near")).isEqualTo("other");
  }

  @Test
  void a_folder_and_its_main_file_have_the_same_settings_and_other_configurations_their_own()
      throws IOException {
    open(false).change("test", SettingsChange.set(MODEL, "tiny"));
    Path main = config.resolve("jackfield.yaml");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("jackfield.yaml"), FILE);

    config = main;
    assertThat(model(open(false), "near")).isEqualTo("tiny");
    config = elsewhere;
    assertThat(model(open(false), "near")).isEqualTo("small");
  }
}
