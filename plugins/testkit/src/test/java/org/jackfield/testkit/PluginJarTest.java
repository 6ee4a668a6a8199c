package org.jackfield.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginJarTest {
  private static final String CURIOUS =
      """
      package sample;

      import java.util.List;
      import org.jackfield.spi.*;

      public final class Curious implements BackendFactory {
        public List<String> types() {
          return List.of("curious");
        }

        public SettingsSpec settings() {
          return SettingsSpec.of();
        }

        public DataLocation data(Settings settings) {
          return DataLocation.LOCAL;
        }

        public Backend create(BackendContext context) {
          for (String name :
              List.of("org.junit.jupiter.api.Test", "org.jackfield.testkit.PluginJar")) {
            try {
              Class.forName(name);
              throw new BackendException(ErrorCode.INTERNAL, "It sees " + name);
            } catch (ClassNotFoundException e) {
              // as it should be
            }
          }
          throw new BackendException(ErrorCode.UNSUPPORTED, "It sees nothing it should not.");
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void a_plugin_sees_the_platform_and_the_interface_only() {
    Path jar =
        PluginJarBuilder.plugin("curious", "1.2.3", "curious", "nosy")
            .source("sample.Curious", CURIOUS)
            .factory("sample.Curious")
            .build(folder.resolve("curious.jar"));
    PluginJar read = PluginJar.read(jar);
    assertThat(read.id()).isEqualTo("curious");
    assertThat(read.version()).isEqualTo("1.2.3");
    assertThat(read.types()).containsExactly("curious", "nosy");
    assertThat(read.entries()).contains("sample/Curious.class");

    try (LoadedPlugin plugin = LoadedPlugin.load(read)) {
      assertThatThrownBy(
              () ->
                  plugin.create("curious", TestingContext.of(plugin.factory("curious"), Map.of())))
          .hasMessage("It sees nothing it should not.");
      assertThatThrownBy(() -> plugin.factory("other"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("other");
    }
  }

  @Test
  void a_manifest_may_be_bare_and_a_jar_replaced() {
    Path target = folder.resolve("plugin.jar");
    PluginJarBuilder.plugin("one", "1.0.0").build(target);
    PluginJarBuilder.plugin("two", "1.0.0").without("Plugin-Version").build(target);

    PluginJar jar = PluginJar.read(target);
    assertThat(jar.id()).isEqualTo("two");
    assertThat(jar.version()).isEmpty();
    assertThat(jar.types()).isEmpty();
    assertThat(folder.toFile().list()).containsExactly("plugin.jar");
  }

  @Test
  void what_does_not_compile_says_why() {
    PluginJarBuilder builder = PluginJarBuilder.plugin("bad", "1.0.0").source("A", "clas A {}");

    assertThatThrownBy(() -> builder.build(folder.resolve("bad.jar")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("A.java:1");
  }

  @Test
  void every_test_without_a_jar_is_told_how_to_run_and_not_the_first_alone() {
    for (int test = 0; test < 2; test++) {
      assertThatThrownBy(LoadedPlugin::underTest)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("maven-failsafe-plugin");
    }
  }

  @Test
  void a_jar_that_is_not_there_says_how_to_make_it() {
    assertThatThrownBy(() -> PluginJar.read(folder.resolve("none.jar")))
        .hasMessageContaining("mvn package");
  }
}
