package org.jackfield.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A plugin that fails is quarantined with its reason, and the others serve. */
final class PluginQuarantineTest {
  @TempDir private Path temp;

  private PluginRegistry load(Map<String, byte[]> jars) throws IOException {
    Path plugins = Files.createTempDirectory(temp, "plugins");
    for (Map.Entry<String, byte[]> jar : jars.entrySet()) {
      Files.write(plugins.resolve(jar.getKey()), jar.getValue());
    }
    try (PluginHost host = PluginHost.open(temp.resolve("cache"), Duration.ofSeconds(5))) {
      return host.load(List.of(plugins), PluginRules.NONE);
    }
  }

  private static byte[] good() {
    return PluginJarBuilder.plugin("good", "good").bytes();
  }

  /** Loads the jar beside a good one and gives its reason. */
  private PluginInfo quarantined(byte[] jar) throws IOException {
    try (PluginRegistry registry = load(Map.of("bad.jar", jar, "good.jar", good()))) {
      assertThat(registry.types()).as("the other plugin").containsExactly("good");
      PluginInfo info = registry.plugins().getFirst();
      assertThat(info.file()).hasFileName("bad.jar");
      assertThat(info.state()).isEqualTo(PluginState.QUARANTINED);
      return info;
    }
  }

  private static Arguments manifest(
      String what, String reason, UnaryOperator<PluginJarBuilder> change) {
    return Arguments.of(what, reason, change);
  }

  static Stream<Arguments> manifests() {
    String names =
        ". A plugin's META-INF/MANIFEST.MF names Plugin-Id, Plugin-Version, Plugin-Requires and"
            + " Backend-Types.";
    return Stream.of(
        manifest(
            "no id",
            "Its manifest has no Plugin-Id" + names,
            jar -> jar.withoutAttribute("Plugin-Id")),
        manifest(
            "no version",
            "Its manifest has no Plugin-Version" + names,
            jar -> jar.withoutAttribute("Plugin-Version")),
        manifest(
            "no range",
            "Its manifest has no Plugin-Requires" + names,
            jar -> jar.withoutAttribute("Plugin-Requires")),
        manifest(
            "no types",
            "Its manifest has no Backend-Types" + names,
            jar -> jar.withoutAttribute("Backend-Types")),
        manifest(
            "an id that is a path",
            "Its manifest has the Plugin-Id '../bad'; allowed are letters, digits, '.', '_' and"
                + " '-'.",
            jar -> jar.attribute("Plugin-Id", "../bad")),
        manifest(
            "a version with blanks",
            "Its manifest has the Plugin-Version 'one two'; allowed are a version such as 1.2.0.",
            jar -> jar.attribute("Plugin-Version", "one two")),
        manifest(
            "a type in capitals",
            "Its manifest has the Backend-Types 'Bad'; allowed are lower-case letters, digits, '_'"
                + " and '-'.",
            jar -> jar.attribute("Backend-Types", "Bad")),
        manifest(
            "a newer API",
            "It requires the plugin API '>=0.2.0', and this engine has 0.1.0. Use a version of the"
                + " plugin made for this engine.",
            jar -> jar.attribute("Plugin-Requires", ">=0.2.0")),
        manifest(
            "an older API, named exactly",
            "It requires the plugin API '0.0.9', and this engine has 0.1.0. Use a version of the"
                + " plugin made for this engine.",
            jar -> jar.attribute("Plugin-Requires", "0.0.9")),
        manifest(
            "a range that is none",
            "Its Plugin-Requires 'newest & best' is no range of versions; write one such as"
                + " '>=0.1.0 & <0.2.0'.",
            jar -> jar.attribute("Plugin-Requires", "newest & best")),
        manifest(
            "dependencies",
            "Its manifest has Plugin-Dependencies, which has no meaning here: a plugin brings its"
                + " own libraries and is found by its service file. Remove the line.",
            jar -> jar.attribute("Plugin-Dependencies", "other@1.0.0")),
        manifest(
            "a type it does not bring",
            "Its manifest names the type 'more', which none of its factories brings.",
            jar -> jar.attribute("Backend-Types", "bad, more")),
        manifest(
            "a type it does not name",
            "It brings the type 'bad', which the Backend-Types of its manifest do not name.",
            jar -> jar.attribute("Backend-Types", "worse")),
        manifest(
            "a class path to the engine",
            "A manifest in it has the Class-Path entry '../lib/guice.jar', which points outside of"
                + " the plugin.",
            jar -> jar.attribute("Class-Path", "near.jar ../lib/guice.jar")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("manifests")
  void a_manifest_that_does_not_fit(
      String what, String reason, UnaryOperator<PluginJarBuilder> change) throws IOException {
    PluginJarBuilder jar = change.apply(PluginJarBuilder.plugin("bad", "bad"));
    assertThat(quarantined(jar.bytes()).reason()).as(what).contains(reason);
  }

  private static Arguments code(String what, String reason, UnaryOperator<FactorySource> change) {
    return Arguments.of(what, reason, change);
  }

  static Stream<Arguments> code() {
    return Stream.of(
        code(
            "static initialiser",
            "Its code cannot be used: org.jackfield.spi.BackendFactory: Provider demo.Factory could"
                + " not be instantiated, because a static initialiser threw"
                + " java.lang.IllegalStateException: boom.",
            f -> f.members("static { if (true) throw new IllegalStateException(\"boom\"); }")),
        code(
            "constructor",
            "Its code cannot be used: org.jackfield.spi.BackendFactory: Provider demo.Factory could"
                + " not be instantiated, because java.lang.IllegalStateException: no.",
            f -> f.members("public Factory() { throw new IllegalStateException(\"no\"); }")),
        code(
            "stack overflow in types()",
            "Its code cannot be used: the stack overflowed.",
            f -> f.types("return types();")),
        code(
            "memory in settings()",
            "Its code cannot be used: memory ran out: mine.",
            f -> f.settings("throw new OutOfMemoryError(\"mine\");")),
        code(
            "a link error in types()",
            "Its code cannot be used: its classes do not link: java.lang.UnsatisfiedLinkError: no"
                + " libfoo.",
            f -> f.types("throw new UnsatisfiedLinkError(\"no libfoo\");")),
        code(
            "a missing class",
            "Its code cannot be used: the class demo.Gone is missing from the archive or could not"
                + " be initialised.",
            f -> f.types("return List.of(Gone.name());")),
        code(
            "null types",
            "Its code cannot be used: java.lang.NullPointerException",
            f -> f.types("return null;")),
        code(
            "no types",
            "demo.Factory names 0 types; a factory has at least one.",
            f -> f.types("return List.of();")),
        code(
            "a type with an escape sequence",
            "demo.Factory names the type '\\u001b[31mred'; types are lower-case letters, digits, '_'"
                + " and '-', each named once.",
            f -> f.types("return List.of(\"bad\", \"\\u001b[31mred\");")),
        code(
            "null settings",
            "Its code cannot be used: java.lang.NullPointerException",
            f -> f.settings("return null;")),
        code(
            "an option declared twice",
            "demo.Factory declares the option 'url'; options are snake_case, each declared once.",
            f ->
                f.settings(
                    "Setting url = Setting.of(\"url\", Setting.Kind.URL, \"Where.\");"
                        + "return SettingsSpec.of(url, url);")),
        code(
            "an impossible variable",
            "demo.Factory fills the option 'url' from 'MY URL', which is no name of a variable.",
            f ->
                f.settings(
                    "return SettingsSpec.of(Setting.of(\"url\", Setting.Kind.URL, \"Where.\")"
                        + ".withVariables(\"MY URL\"));")),
        code(
            "a negative timeout",
            "demo.Factory declares a timeout or a number of retries below zero.",
            f ->
                f.settings(
                    "return SettingsSpec.of().withTimeout(java.time.Duration.ofSeconds(-1));")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("code")
  void code_that_fails_when_it_is_first_called(
      String what, String reason, UnaryOperator<FactorySource> change) throws IOException {
    PluginJarBuilder jar =
        PluginJarBuilder.plugin("bad", "bad")
            .source(
                "demo.Gone", "package demo; class Gone { static String name() { return \"\"; } }")
            .factory(change.apply(new FactorySource("demo.Factory", "bad")))
            .without("demo/Gone.class");
    PluginInfo info = quarantined(jar.bytes());
    assertThat(info.reason().orElse("")).as(what).startsWith(reason);
    assertThat(info.types()).as("known from the manifest").containsExactly("bad");
  }

  @Test
  void types_that_never_return_are_given_up() throws IOException {
    PluginJarBuilder jar =
        PluginJarBuilder.plugin("bad", "bad")
            .factory(
                new FactorySource("demo.Factory", "bad")
                    .types("while (!Thread.interrupted()) { Thread.onSpinWait(); } return null;"));
    assertThat(quarantined(jar.bytes()).reason())
        .contains("Its code did not name its types and settings within 5000 ms.");
  }

  @Test
  void a_fault_whose_message_fails_too_is_given_up() throws IOException {
    PluginJarBuilder jar =
        PluginJarBuilder.plugin("bad", "bad")
            .factory(
                new FactorySource("demo.Factory", "bad")
                    .types(
                        "throw new RuntimeException() { public String getMessage() { throw new"
                            + " IllegalStateException(\"again\"); } };"));
    assertThat(quarantined(jar.bytes()).reason().orElse("")).startsWith("Its code failed");
  }

  @Test
  void a_jar_without_a_factory() throws IOException {
    PluginJarBuilder jar =
        PluginJarBuilder.plugin("bad", "bad")
            .without("META-INF/services/org.jackfield.spi.BackendFactory");
    assertThat(quarantined(jar.bytes()).reason())
        .contains(
            "It names no factory: META-INF/services/org.jackfield.spi.BackendFactory is missing or"
                + " empty.");
  }

  @Test
  void a_service_file_that_names_a_missing_class() throws IOException {
    PluginJarBuilder jar = PluginJarBuilder.plugin("bad", "bad").service("demo.Nowhere");
    assertThat(quarantined(jar.bytes()).reason().orElse(""))
        .contains("Provider demo.Nowhere not found");
  }

  @Test
  void a_service_file_that_names_another_kind_of_class() throws IOException {
    PluginJarBuilder jar =
        PluginJarBuilder.plugin("bad", "bad")
            .source("demo.Plain", "package demo; public class Plain {}")
            .service("demo.Plain");
    assertThat(quarantined(jar.bytes()).reason().orElse("")).contains("demo.Plain not a subtype");
  }

  @Test
  void a_class_compiled_for_a_newer_java() throws IOException {
    Map<String, byte[]> files = PluginJarBuilder.plugin("bad", "bad").files();
    byte[] factory = files.getOrDefault("demo/Factory.class", new byte[8]);
    factory[7] = 99; // the major version of the class file
    assertThat(quarantined(PluginJarBuilder.zip(files)).reason().orElse(""))
        .contains("it was compiled for a newer Java than " + Runtime.version().feature());
  }

  @Test
  void the_second_plugin_of_an_id_is_refused() throws IOException {
    try (PluginRegistry registry =
        load(
            Map.of(
                "a.jar", PluginJarBuilder.plugin("same", "one").bytes(),
                "b.jar", PluginJarBuilder.plugin("same", "two").bytes()))) {
      assertThat(registry.types()).containsExactly("one");
      PluginInfo second = registry.plugins().get(1);
      assertThat(second.reason())
          .contains(
              "The plugin id 'same' is taken by "
                  + registry.plugins().get(0).file()
                  + ". Remove one of the two files.");
      assertThat(registry.lookup("two")).isInstanceOf(TypeLookup.Unavailable.class);
    }
  }

  @Test
  void the_second_plugin_of_a_type_or_alias_is_refused_as_a_whole() throws IOException {
    try (PluginRegistry registry =
        load(
            Map.of(
                "a.jar", PluginJarBuilder.plugin("a", "cloud", "azure").bytes(),
                "b.jar", PluginJarBuilder.plugin("b", "other", "azure").bytes(),
                "c.jar", PluginJarBuilder.plugin("c", "free").bytes()))) {
      assertThat(registry.types()).containsExactly("cloud", "free");
      assertThat(registry.plugins().get(1).reason())
          .contains(
              "Its backend type 'azure' is taken by the plugin 'a' in "
                  + registry.plugins().get(0).file()
                  + ". Remove one of the two files.");
      assertThat(registry.lookup("azure")).isInstanceOf(TypeLookup.Installed.class);
      assertThat(registry.lookup("other")).isInstanceOf(TypeLookup.Unavailable.class);
    }
  }

  @Test
  void what_is_named_like_a_jar_and_is_none() throws IOException {
    assertThat(
            quarantined("this is a text".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .reason())
        .contains(
            "The file is not a sound zip archive: it has no directory, as when it was copied only in"
                + " part.");
    assertThat(quarantined(new byte[0]).reason().orElse("")).contains("it has no directory");
    Path plugins = Files.createTempDirectory(temp, "plugins");
    Files.createDirectory(plugins.resolve("folder.jar"));
    Files.createSymbolicLink(plugins.resolve("link.jar"), temp.resolve("nowhere"));
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE)) {
      assertThat(registry.plugins())
          .extracting(plugin -> plugin.reason().orElse(""))
          .containsExactly("It is not a file.", "It is not a file.");
    }
  }

  @Test
  void a_jar_copied_only_in_part_at_any_length() throws IOException {
    byte[] whole = PluginJarBuilder.plugin("bad", "bad").bytes();
    Path plugins = Files.createTempDirectory(temp, "plugins");
    int parts = 40;
    for (int part = 0; part < parts; part++) {
      byte[] cut = java.util.Arrays.copyOf(whole, whole.length * part / parts);
      Files.write(plugins.resolve("cut-%02d.jar".formatted(part)), cut);
    }
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE)) {
      assertThat(registry.plugins()).hasSize(parts);
      assertThat(registry.plugins())
          .allMatch(plugin -> plugin.reason().orElse("").startsWith("The file is not a sound zip"));
      assertThat(host.loaded()).isEmpty();
    }
  }
}
