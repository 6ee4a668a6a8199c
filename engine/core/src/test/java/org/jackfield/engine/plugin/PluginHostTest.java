package org.jackfield.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.Backend;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading from folders, looking types up, describing them, carrying plugins over. */
final class PluginHostTest {
  @TempDir private Path temp;
  private Path plugins = Path.of("");
  private PluginHost host = PluginHost.open(Path.of(System.getProperty("java.io.tmpdir")));

  @BeforeEach
  void open() throws IOException {
    host.close();
    plugins = Files.createDirectory(temp.resolve("plugins"));
    host = PluginHost.open(temp.resolve("cache"));
  }

  @AfterEach
  void close() {
    host.close();
  }

  private PluginRegistry load() {
    return host.load(List.of(plugins), PluginRules.NONE);
  }

  @Test
  void a_dropped_in_jar_gives_its_backend_types() {
    Path jar =
        PluginJarBuilder.plugin("demo-plugin", "demo", "sample").write(plugins.resolve("d.jar"));
    try (PluginRegistry registry = load()) {
      PluginInfo info = registry.plugins().getFirst();
      assertThat(info.id()).isEqualTo("demo-plugin");
      assertThat(info.version()).isEqualTo("1.0.0");
      assertThat(info.file()).isEqualTo(jar);
      assertThat(info.sha256()).matches("[0-9a-f]{64}");
      assertThat(info.types()).containsExactly("demo", "sample");
      assertThat(info.state()).isEqualTo(PluginState.READY);
      assertThat(info.reason()).isEmpty();
      assertThat(info.license()).contains("Apache-2.0");
      assertThat(registry.types()).containsExactly("demo");
      assertThat(registry.generation()).isEqualTo(1);
      assertThat(registry.warnings()).isEmpty();
    }
  }

  @Test
  void a_backend_made_from_a_factory_answers() {
    PluginJarBuilder.plugin("demo-plugin", "demo").write(plugins.resolve("d.jar"));
    try (PluginRegistry registry = load();
        Backend backend = create(registry, "demo")) {
      assertThat(backend.probe(TestingContext.attempt()).detail()).isEqualTo("fine");
      assertThat(factory(registry, "demo").data(Settings.of(Map.of())))
          .isEqualTo(DataLocation.LOCAL);
    }
  }

  @Test
  void a_type_is_found_by_its_alias_too() {
    PluginJarBuilder.plugin("demo-plugin", "demo", "sample").write(plugins.resolve("d.jar"));
    try (PluginRegistry registry = load()) {
      assertThat(factory(registry, "sample").type()).isEqualTo("demo");
      assertThat(factory(registry, "sample").types()).containsExactly("demo", "sample");
    }
  }

  @Test
  void an_unknown_type_is_told_apart_from_one_whose_plugin_is_broken() {
    PluginJarBuilder.plugin("good", "demo").write(plugins.resolve("a.jar"));
    PluginJarBuilder.plugin("bad", "broken")
        .attribute("Plugin-Requires", ">=9.0.0")
        .write(plugins.resolve("b.jar"));
    try (PluginRegistry registry = load()) {
      assertThat(registry.lookup("nonsense")).isEqualTo(new TypeLookup.Unknown(List.of("demo")));
      assertThat(registry.lookup("broken"))
          .isInstanceOfSatisfying(
              TypeLookup.Unavailable.class,
              found -> assertThat(found.plugin().reason().orElse("")).contains("'>=9.0.0'"));
      assertThat(registry.lookup("demo")).isInstanceOf(TypeLookup.Installed.class);
      assertThat(registry.factory("broken")).isEmpty();
    }
  }

  @Test
  void one_jar_may_bring_several_factories() {
    PluginJarBuilder.plugin("twins", "one")
        .attribute("Backend-Types", "one, two")
        .factory(new FactorySource("demo.Second", "two"))
        .write(plugins.resolve("t.jar"));
    try (PluginRegistry registry = load()) {
      assertThat(registry.types()).containsExactly("one", "two");
      assertThat(registry.settings()).containsOnlyKeys("one", "two");
    }
  }

  @Test
  void several_folders_are_read_in_order_and_each_once() throws IOException {
    Path more = Files.createDirectory(temp.resolve("more"));
    PluginJarBuilder.plugin("late", "late").write(plugins.resolve("z.jar"));
    PluginJarBuilder.plugin("early", "early").write(more.resolve("a.jar"));
    Files.writeString(more.resolve("readme.txt"), "not a plugin");
    Files.writeString(more.resolve(".hidden.jar"), "not a plugin");
    Path link = Files.createSymbolicLink(temp.resolve("link"), more);
    try (PluginRegistry registry =
        host.load(List.of(plugins, more, plugins, link), PluginRules.NONE)) {
      assertThat(registry.plugins()).extracting(PluginInfo::id).containsExactly("late", "early");
    }
  }

  @Test
  void a_missing_folder_is_a_warning() {
    Path missing = temp.resolve("missing");
    try (PluginRegistry registry = host.load(List.of(missing), PluginRules.NONE)) {
      assertThat(registry.plugins()).isEmpty();
      assertThat(registry.warnings())
          .containsExactly("The plugin folder " + missing + " does not exist.");
    }
  }

  @Test
  void a_folder_or_jar_that_everybody_may_write_is_a_warning() throws IOException {
    Path jar = PluginJarBuilder.plugin("demo-plugin", "demo").write(plugins.resolve("d.jar"));
    Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-rw-"));
    try (PluginRegistry registry = load()) {
      assertThat(registry.warnings()).hasSize(2);
      assertThat(registry.warnings().get(0))
          .startsWith("The plugin folder " + plugins + " can be written by every user")
          .endsWith("Run: chmod o-w " + plugins);
      assertThat(registry.warnings().get(1)).startsWith("The plugin " + jar + " can be written");
      assertThat(registry.types()).containsExactly("demo");
    }
  }

  @Test
  void a_zip_brings_its_jars_in_lib() throws IOException {
    byte[] library =
        PluginJarBuilder.empty()
            .source(
                "lib.Words",
                "package lib; public class Words { public static String hi() { return \"from lib\"; } }")
            .bytes();
    PluginJarBuilder plugin =
        PluginJarBuilder.plugin("zipped", "zipped")
            .source(
                "lib.Words",
                "package lib; public class Words { public static String hi() { return \"own\"; } }")
            .factory(new FactorySource("demo.Factory", "zipped").probe("lib.Words.hi()"))
            .without("lib/Words.class");
    Files.write(
        plugins.resolve("p.zip"),
        PluginJarBuilder.zip(
            Map.of(
                "lib/plugin.jar",
                plugin.bytes(),
                "lib/words.jar",
                library,
                "README",
                new byte[1])));
    try (PluginRegistry registry = load()) {
      assertThat(registry.plugins())
          .extracting(PluginInfo::reason)
          .containsExactly(Optional.empty());
      try (Backend backend = create(registry, "zipped")) {
        assertThat(backend.probe(TestingContext.attempt()).detail()).isEqualTo("from lib");
      }
    }
  }

  @Test
  void a_zip_may_carry_the_manifest_itself() throws IOException {
    PluginJarBuilder plugin = PluginJarBuilder.plugin("zipped", "zipped");
    byte[] manifest = plugin.files().getOrDefault("META-INF/MANIFEST.MF", new byte[0]);
    byte[] jar = plugin.without("META-INF/MANIFEST.MF").bytes();
    Files.write(
        plugins.resolve("p.zip"),
        PluginJarBuilder.zip(Map.of("META-INF/MANIFEST.MF", manifest, "lib/plugin.jar", jar)));
    try (PluginRegistry registry = load()) {
      assertThat(registry.types()).containsExactly("zipped");
    }
  }

  @Test
  void a_plugin_with_the_same_bytes_is_carried_over() {
    Path jar =
        PluginJarBuilder.plugin("counting", "counting")
            .factory(
                new FactorySource("demo.Factory", "counting")
                    .members("static int count;")
                    .probe("++count"))
            .write(plugins.resolve("c.jar"));
    try (PluginRegistry first = load();
        Backend before = create(first, "counting")) {
      before.probe(TestingContext.attempt());
      try (PluginRegistry second = load();
          Backend after = create(second, "counting")) {
        assertThat(second.generation()).isEqualTo(2);
        assertThat(factory(second, "counting").plugin())
            .isEqualTo(factory(first, "counting").plugin());
        assertThat(after.probe(TestingContext.attempt()).detail()).isEqualTo("2");
        assertThat(second.plugins().getFirst().file()).isEqualTo(jar);
        assertThat(host.loaded()).hasSize(1);
      }
    }
  }

  @Test
  void a_description_names_every_option_with_all_it_declares() {
    PluginJarBuilder.plugin("demo-plugin", "demo", "sample")
        .factory(
            new FactorySource("demo.Factory", "demo", "sample")
                .settings(
                    """
                    return SettingsSpec.of(
                        Setting.of("api_key", Setting.Kind.SECRET, "The key.")
                            .withRequired().withVariables("DEMO_KEY", "KEY"),
                        Setting.of("mode", Setting.Kind.STRING, "How.")
                            .withDefault("fast").withChoices("fast", "good"),
                        Setting.of("keep_alive", Setting.Kind.DURATION, "How long."))
                      .withTimeout(java.time.Duration.ofMillis(1500)).withRetries(2);
                    """))
        .write(plugins.resolve("d.jar"));
    try (PluginRegistry registry = load()) {
      TypeDescription description = registry.describe("sample").orElseThrow();
      assertThat(description.settings().option("mode")).isPresent();
      assertThat(description.render())
          .isEqualTo(
              """
              type      demo (also: sample)
              plugin    demo-plugin 1.0.0, Apache-2.0
              file      %s
              sha256    %s
              signature unsigned
              exits     no
              native    no
              timeout   1.5 s to the first content
              retries   2
              options
                api_key: secret, required, from DEMO_KEY, then KEY
                    The key.
                mode: text, default fast, one of fast | good
                    How.
                keep_alive: duration
                    How long.
              """
                  .formatted(plugins.resolve("d.jar"), description.plugin().sha256()));
      assertThat(registry.describe("nonsense")).isEmpty();
    }
  }

  @Test
  void a_closed_host_takes_no_load_and_leaves_no_copy() throws IOException {
    PluginJarBuilder.plugin("demo-plugin", "demo").write(plugins.resolve("d.jar"));
    PluginRegistry registry = load();
    host.close();
    assertThat(runs()).as("copies of a plugin in use").hasSize(1);
    registry.close();
    assertThat(runs()).isEmpty();
    assertThatThrownBy(this::load).hasMessage("The plugin host is closed.");
  }

  @Test
  void a_cache_folder_that_cannot_be_written_is_replaced_by_the_temporary_folder()
      throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "in the way");
    PluginJarBuilder.plugin("demo-plugin", "demo").write(plugins.resolve("d.jar"));
    try (PluginHost elsewhere = PluginHost.open(file);
        PluginRegistry registry = elsewhere.load(List.of(plugins), PluginRules.NONE)) {
      assertThat(registry.types()).containsExactly("demo");
    }
  }

  private List<Path> runs() throws IOException {
    try (var files = Files.list(temp.resolve("cache/plugins"))) {
      return files.filter(path -> path.getFileName().toString().startsWith("run-")).toList();
    }
  }

  private static FactoryHandle factory(PluginRegistry registry, String type) {
    return registry.factory(type).orElseThrow();
  }

  private static Backend create(PluginRegistry registry, String type) {
    return factory(registry, type).create(TestingContext.named("one"));
  }
}
