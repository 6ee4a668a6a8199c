package org.jackfield.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plugin's classes may do to the process is found before any of them runs. */
final class ClassScanTest {
  private static final String LOUD = "demo/Loud.class";

  @TempDir private Path temp;

  /** A plugin with one more class, which has that member. */
  private static PluginJarBuilder withMember(String member) {
    return PluginJarBuilder.plugin("loud", "loud")
        .source("demo.Loud", "package demo; class Loud { " + member + " }");
  }

  /** The bytes of that class. */
  private static byte[] loud(PluginJarBuilder jar) {
    return Objects.requireNonNull(jar.files().get(LOUD));
  }

  private PluginInfo load(byte[] jar, PluginRules rules) throws IOException {
    return load("loud.jar", jar, rules);
  }

  private PluginInfo load(String name, byte[] jar, PluginRules rules) throws IOException {
    Path plugins = Files.createTempDirectory(temp, "plugins");
    Files.write(plugins.resolve(name), jar);
    return load(plugins, rules);
  }

  private PluginInfo load(Path plugins, PluginRules rules) {
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), rules)) {
      PluginInfo info = registry.plugins().getFirst();
      assertThat(registry.factory("loud").isPresent())
          .as("whether it can be used")
          .isEqualTo(info.state() == PluginState.READY);
      return info;
    }
  }

  private static PluginRules allowing(String id, String file) {
    return new PluginRules(Map.of(id, file), Set.of(), List.of(), false);
  }

  private static Arguments found(String member, String kind, String how) {
    return Arguments.of(how, member, kind);
  }

  static Stream<Arguments> members() {
    String exit = "end the process";
    String code = "run native code in this process";
    return Stream.of(
        found("void m() { System.exit(1); }", exit, "System.exit"),
        found("void m() { Runtime.getRuntime().exit(1); }", exit, "Runtime.exit"),
        found("void m() { Runtime.getRuntime().halt(1); }", exit, "Runtime.halt"),
        found("java.util.function.IntConsumer m() { return System::exit; }", exit, "System.exit"),
        found("void m() { System.load(\"/x.so\"); }", code, "System.load"),
        found("void m() { System.loadLibrary(\"x\"); }", code, "System.loadLibrary"),
        found("void m() { Runtime.getRuntime().load(\"/x.so\"); }", code, "Runtime.load"),
        found("void m() { Runtime.getRuntime().loadLibrary(\"x\"); }", code, "Runtime.loadLibrary"),
        found(
            "void m() { java.lang.foreign.SymbolLookup.libraryLookup(\"x\","
                + " java.lang.foreign.Arena.global()); }",
            code,
            "SymbolLookup.libraryLookup"),
        found(
            "void m() { java.lang.foreign.SymbolLookup.loaderLookup(); }",
            code,
            "SymbolLookup.loaderLookup"),
        found("void m() { java.lang.foreign.Linker.nativeLinker(); }", code, "Linker.nativeLinker"),
        found(
            "void m(java.lang.foreign.Linker linker) {"
                + " linker.downcallHandle(java.lang.foreign.FunctionDescriptor.ofVoid()); }",
            code,
            "Linker.downcallHandle"),
        found("native void m();", code, "a native method"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("members")
  void what_reaches_beyond_the_plugin_is_named_and_refused(String how, String member, String kind)
      throws IOException {
    PluginInfo info = load(withMember(member).bytes(), PluginRules.NONE);
    assertThat(info.state()).isEqualTo(PluginState.QUARANTINED);
    assertThat(info.reason())
        .contains(
            "Its classes "
                + kind
                + " ("
                + how
                + " in demo.Loud). If you trust this file, add under plugins.allow: loud: "
                + info.sha256());
    assertThat(info.vetting().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.how()).isEqualTo(how);
              assertThat(finding.classes()).containsExactly("demo.Loud");
            });
  }

  @Test
  void methods_of_the_same_name_elsewhere_are_nobodys_concern() throws IOException {
    PluginInfo info =
        load(
            withMember("static void exit(int code) {} void load(String s) { exit(1); load(s); }")
                .bytes(),
            PluginRules.NONE);
    assertThat(info.reason()).isEmpty();
    assertThat(info.vetting().findings()).isEmpty();
  }

  @Test
  void several_findings_are_told_together_with_the_first_classes_of_each() throws IOException {
    PluginJarBuilder jar = withMember("native void m(); void n() { System.exit(1); }");
    for (String name : List.of("A", "B", "C", "D")) {
      jar.source("demo." + name, "package demo; class " + name + " { native void m(); }");
    }
    assertThat(load(jar.bytes(), PluginRules.NONE).reason().orElseThrow())
        .startsWith(
            "Its classes end the process (System.exit in demo.Loud) and run native code in this"
                + " process (a native method in demo.A, demo.B, demo.C).");
  }

  @Test
  void the_libraries_of_a_zip_are_looked_through_as_well() throws IOException {
    Map<String, byte[]> zip = new LinkedHashMap<>();
    zip.put("lib/plugin.jar", PluginJarBuilder.plugin("loud", "loud").bytes());
    zip.put(
        "lib/library.jar",
        PluginJarBuilder.empty()
            .source("lib.Ender", "package lib; class Ender { void m() { System.exit(1); } }")
            .bytes());
    assertThat(load("loud.zip", PluginJarBuilder.zip(zip), PluginRules.NONE).reason().orElseThrow())
        .contains("System.exit in lib.Ender");
  }

  @Test
  void what_is_allowed_by_id_or_by_digest_is_used_and_says_so() throws IOException {
    byte[] jar = withMember("void m() { System.exit(1); }").bytes();
    PluginInfo any = load(jar, allowing("loud", PluginRules.ANY));
    assertThat(any.state()).isEqualTo(PluginState.READY);
    assertThat(any.vetting().allowedBy()).contains("plugins.allow.loud, whatever its file");
    PluginInfo digest = load(jar, allowing("loud", any.sha256()));
    assertThat(digest.state()).isEqualTo(PluginState.READY);
    assertThat(digest.vetting().allowedBy()).contains("plugins.allow.loud for this very file");
  }

  @Test
  void a_replaced_jar_loses_the_allowance_of_the_old_one() throws IOException {
    byte[] old = withMember("void m() { System.exit(1); }").bytes();
    byte[] next = withMember("void m() { System.exit(2); }").bytes();
    String allowed = load(old, PluginRules.NONE).sha256();
    PluginInfo info = load(next, allowing("loud", allowed));
    assertThat(info.reason().orElseThrow())
        .endsWith(
            ", and plugins.allow names another file of it. If you trust this file, write under"
                + " plugins.allow: loud: "
                + info.sha256());
    assertThat(load(next, allowing("other", info.sha256())).state())
        .as("an allowance for another id")
        .isEqualTo(PluginState.QUARANTINED);
  }

  @Test
  void trust_alone_allows_nothing() throws IOException {
    byte[] jar = withMember("void m() { System.exit(1); }").bytes();
    String sha256 = load(jar, PluginRules.NONE).sha256();
    PluginInfo info = load(jar, new PluginRules(Map.of(), Set.of(sha256), List.of(), false));
    assertThat(info.vetting().signature()).isEqualTo(SignatureState.LISTED);
    assertThat(info.state()).isEqualTo(PluginState.QUARANTINED);
  }

  @Test
  void a_file_that_was_looked_through_before_is_judged_the_same() throws IOException {
    Path plugins = Files.createDirectory(temp.resolve("known"));
    Path jar = withMember("void m() { System.exit(1); }").write(plugins.resolve("loud.jar"));
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
    PluginInfo first = load(plugins, PluginRules.NONE);
    assertThat(load(plugins, PluginRules.NONE)).isEqualTo(first);
    assertThat(load(plugins, allowing("loud", first.sha256())).state())
        .isEqualTo(PluginState.READY);
  }

  @Test
  void a_class_file_that_nobody_can_read_is_refused_by_name() throws IOException {
    PluginJarBuilder sound = withMember("int a; void m() {}");
    byte[] content = loud(sound);
    Map<String, byte[]> files = new LinkedHashMap<>(sound.files());
    files.put(LOUD, Arrays.copyOf(content, content.length / 2));
    assertThat(load(PluginJarBuilder.zip(files), PluginRules.NONE).reason().orElseThrow())
        .startsWith("Its class demo.Loud is damaged, so that nobody can tell what it does: ");
  }

  @Test
  void what_no_java_of_this_release_would_load_is_no_concern() throws IOException {
    byte[] ending = loud(withMember("void m() { System.exit(1); }"));
    byte[] newer = ending.clone();
    newer[6] = 0x7f; // the version of a Java far away, which the JVM refuses by itself
    PluginJarBuilder jar =
        PluginJarBuilder.plugin("loud", "loud")
            .attribute("Multi-Release", "true")
            .entry("demo/Newer.class", newer)
            .entry("demo/Text.class", "no class at all".getBytes(StandardCharsets.UTF_8))
            .entry("demo/Empty.class", new byte[0])
            .entry("META-INF/versions/99/demo/Loud.class", ending);
    assertThat(load(jar.bytes(), PluginRules.NONE).reason()).isEmpty();
    assertThat(
            load(
                    jar.entry("META-INF/versions/21/demo/Loud.class", ending).bytes(),
                    PluginRules.NONE)
                .reason()
                .orElseThrow())
        .contains("System.exit in demo.Loud");
  }

  @Test
  void damage_of_any_kind_ends_in_a_finding_or_a_refusal_and_never_in_another_failure()
      throws IOException {
    byte[] sound = loud(withMember("void m() { System.exit(1); }"));
    ZipMember member = new ZipMember(LOUD, 0, 0, 0, 0, 0, false, 0);
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = sound.clone();
      for (int hits = random.nextInt(4); hits >= 0; hits--) {
        damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt(256);
      }
      try {
        new ClassScan().look(member, damaged);
      } catch (PluginRejectedException e) {
        assertThat(e.reason()).startsWith("Its class demo.Loud is damaged");
      }
    }
  }
}
