package org.jackfield.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin can see, and what can see a plugin. */
final class PluginIsolationTest {
  private static final List<String> ENGINE_CLASSES =
      List.of(
          "com.google.inject.Guice",
          "tools.jackson.databind.ObjectMapper",
          "org.pf4j.PluginManager",
          "okhttp3.OkHttpClient",
          "org.slf4j.Logger",
          "org.jackfield.engine.plugin.PluginHost",
          "org.junit.jupiter.api.Test");

  @TempDir private Path temp;

  /** Loads a plugin whose probe evaluates the expression inside the plugin. */
  private String inside(String expression) throws IOException {
    Path plugins = Files.createTempDirectory(temp, "plugins");
    PluginJarBuilder.plugin("window", "window")
        .factory(
            new FactorySource("demo.Factory", "window")
                .members(
                    """
                    static String visible(String... names) {
                      List<String> seen = new ArrayList<>();
                      for (String name : names) {
                        try {
                          Class.forName(name);
                          seen.add(name);
                        } catch (ClassNotFoundException e) {
                          continue;
                        }
                      }
                      return seen.toString();
                    }
                    """)
                .probe(expression))
        .entry("own.txt", new byte[] {'o', 'w', 'n'})
        .write(plugins.resolve("w.jar"));
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE);
        Backend backend =
            registry.factory("window").orElseThrow().create(TestingContext.named("w"))) {
      return backend.probe(TestingContext.attempt()).detail();
    }
  }

  private static String quotedNames(List<String> names) {
    return "\"" + String.join("\", \"", names) + "\"";
  }

  @Test
  void a_plugin_sees_the_api_and_the_platform() throws IOException {
    assertThat(
            inside(
                "visible(\"org.jackfield.spi.Backend\", \"org.jackfield.spi.chat.Chat\","
                    + " \"java.sql.Connection\", \"java.net.http.HttpClient\", \"demo.Factory\")"))
        .isEqualTo(
            "[org.jackfield.spi.Backend, org.jackfield.spi.chat.Chat, java.sql.Connection,"
                + " java.net.http.HttpClient, demo.Factory]");
  }

  @Test
  void a_plugin_sees_no_class_of_the_engine_and_its_libraries() throws IOException {
    for (String name : ENGINE_CLASSES) {
      assertThat(loadable(name)).as("on the engine's class path: " + name).isTrue();
    }
    assertThat(inside("visible(" + quotedNames(ENGINE_CLASSES) + ")")).isEqualTo("[]");
  }

  private static boolean loadable(String name) {
    try {
      return Class.forName(name, false, PluginHost.class.getClassLoader()) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test
  void a_plugin_sees_no_resource_of_the_engine_and_its_libraries() throws IOException {
    for (String name : ENGINE_CLASSES) {
      String resource = name.replace('.', '/') + ".class";
      assertThat(inside("Factory.class.getClassLoader().getResource(\"" + resource + "\")"))
          .as(name)
          .isEqualTo("null");
      assertThat(inside("Factory.class.getClassLoader().resources(\"" + resource + "\").count()"))
          .as(name)
          .isEqualTo("0");
    }
  }

  @Test
  void a_plugin_reads_its_own_resources() throws IOException {
    assertThat(
            inside(
                """
                ((java.util.function.Supplier<String>) () -> {
                  ClassLoader loader = Factory.class.getClassLoader();
                  try (java.io.InputStream stream = loader.getResourceAsStream("own.txt");
                      java.io.InputStream url = loader.getResource("own.txt").openStream()) {
                    return new String(stream.readAllBytes()) + " " + new String(url.readAllBytes());
                  } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }).get()
                """))
        .isEqualTo("own own");
  }

  /** The JDK's cache of jars would keep each jar open for ever that a resource was read from. */
  @Test
  void a_resource_is_read_past_the_cache_of_the_jdk() throws IOException {
    assertThat(
            inside(
                """
                ((java.util.function.Supplier<String>) () -> {
                  try {
                    ClassLoader loader = Factory.class.getClassLoader();
                    return loader.getResource("own.txt").openConnection().getUseCaches()
                        + " " + loader.getResources("own.txt").nextElement().openConnection()
                            .getUseCaches();
                  } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }).get()
                """))
        .isEqualTo("false false");
  }

  @Test
  void the_api_is_the_engines_own_even_if_a_jar_brings_a_copy() throws IOException {
    assertThat(inside("BackendFactory.class.getClassLoader() == Factory.class.getClassLoader()"))
        .isEqualTo("false");
    Path plugins = Files.createTempDirectory(temp, "plugins");
    byte[] copy;
    try (var in =
        BackendFactory.class.getResourceAsStream("/org/jackfield/spi/BackendFactory.class")) {
      copy = in == null ? new byte[0] : in.readAllBytes();
    }
    PluginJarBuilder.plugin("copycat", "copycat")
        .entry("org/jackfield/spi/BackendFactory.class", copy)
        .write(plugins.resolve("c.jar"));
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE)) {
      assertThat(registry.types()).containsExactly("copycat");
    }
  }

  @Test
  void the_engine_resolves_no_class_of_a_loaded_plugin() throws IOException {
    Path plugins = Files.createTempDirectory(temp, "plugins");
    PluginJarBuilder.plugin("demo-plugin", "demo").write(plugins.resolve("d.jar"));
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE);
        Backend backend =
            registry.factory("demo").orElseThrow().create(TestingContext.named("d"))) {
      assertThat(backend.probe(TestingContext.attempt()).detail()).isEqualTo("fine");
      for (ClassLoader loader :
          List.of(
              PluginHost.class.getClassLoader(),
              ClassLoader.getSystemClassLoader(),
              Thread.currentThread().getContextClassLoader())) {
        assertThatThrownBy(() -> Class.forName("demo.Factory", false, loader))
            .isInstanceOf(ClassNotFoundException.class);
        assertThat(loader.getResource("demo/Factory.class")).isNull();
      }
    }
  }

  @Test
  void two_plugins_bring_two_versions_of_one_library() throws IOException {
    Path plugins = Files.createTempDirectory(temp, "plugins");
    for (String version : List.of("one", "two")) {
      PluginJarBuilder.plugin(version, version)
          .source(
              "org.lib.Version",
              "package org.lib; public class Version { public static String name() { return \""
                  + version
                  + "\"; } }")
          .factory(new FactorySource("demo.Factory", version).probe("org.lib.Version.name()"))
          .write(plugins.resolve(version + ".jar"));
    }
    try (PluginHost host = PluginHost.open(temp.resolve("cache"));
        PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE);
        Backend one = registry.factory("one").orElseThrow().create(TestingContext.named("a"));
        Backend two = registry.factory("two").orElseThrow().create(TestingContext.named("b"))) {
      assertThat(one.probe(TestingContext.attempt()).detail()).isEqualTo("one");
      assertThat(two.probe(TestingContext.attempt()).detail()).isEqualTo("two");
    }
  }
}
