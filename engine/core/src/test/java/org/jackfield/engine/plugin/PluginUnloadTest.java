package org.jackfield.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leases, replacement of jars that are in use, and class loaders that become garbage. */
@Timeout(120) // a hang guard
final class PluginUnloadTest {
  private static final int MAX_COLLECTIONS = 200;

  @TempDir private Path temp;
  private Path plugins = Path.of("");
  private PluginHost host = PluginHost.open(Path.of(System.getProperty("java.io.tmpdir")));
  private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

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

  /** A plugin that says its version and, when made, shows its class loader as context loader. */
  private static PluginJarBuilder versioned(String version) {
    return PluginJarBuilder.plugin("demo-plugin", "demo")
        .attribute("Plugin-Version", version)
        .source(
            "demo.Late",
            "package demo; class Late { static String version() { return \"" + version + "\"; } }")
        .factory(
            new FactorySource("demo.Factory", "demo")
                .create("context.events().notice(\"made\"); return new Demo(context);")
                .probe("Late.version()"));
  }

  private PluginRegistry load() {
    return host.load(List.of(plugins), PluginRules.NONE);
  }

  /** A backend; its plugin's class loader is watched from now on. */
  private Backend create(PluginRegistry registry) {
    return registry
        .factory("demo")
        .orElseThrow()
        .create(
            new TestingContext(
                "one",
                notice ->
                    loaders.add(
                        new WeakReference<>(
                            Thread.currentThread().getContextClassLoader(), collected))));
  }

  private static String say(Backend backend) {
    return backend.probe(TestingContext.attempt()).detail();
  }

  private void awaitCollected(int count) throws InterruptedException {
    int found = 0;
    for (int i = 0; i < MAX_COLLECTIONS && found < count; i++) {
      System.gc();
      Reference<? extends ClassLoader> one = collected.remove(50);
      while (one != null) {
        found++;
        one = collected.poll();
      }
    }
    assertThat(found).as("class loaders that became garbage").isEqualTo(count);
  }

  @Test
  void a_jar_in_use_may_be_overwritten_in_place_and_deleted() throws IOException {
    Path jar = versioned("1").write(plugins.resolve("d.jar"));
    try (PluginRegistry registry = load();
        Backend backend = create(registry)) {
      Files.write(jar, new byte[100_000]);
      Files.delete(jar);
      assertThat(say(backend)).as("a class first needed now").isEqualTo("1");
    }
  }

  @Test
  void a_jar_replaced_by_one_of_equal_size_and_time_is_a_new_plugin() throws IOException {
    Path jar = versioned("1").write(plugins.resolve("d.jar"));
    var time = Files.getLastModifiedTime(jar);
    try (PluginRegistry first = load()) {
      versioned("2").write(jar);
      Files.setLastModifiedTime(jar, time);
      try (PluginRegistry second = load()) {
        assertThat(second.plugins().getFirst().version()).isEqualTo("2");
        assertThat(second.plugins().getFirst().sha256())
            .isNotEqualTo(first.plugins().getFirst().sha256());
      }
    }
  }

  @Test
  void a_replaced_jar_serves_new_backends_while_old_ones_go_on()
      throws IOException, InterruptedException {
    versioned("1").write(plugins.resolve("d.jar"));
    PluginRegistry first = load();
    Backend old = create(first);
    versioned("2").write(plugins.resolve("d.jar"));
    PluginRegistry second = load();
    first.close();
    assertThat(host.loaded()).hasSize(2);
    try (Backend now = create(second)) {
      assertThat(say(now)).isEqualTo("2");
      assertThat(say(old)).isEqualTo("1");
      assertThat(second.factory("demo").orElseThrow().plugin())
          .isNotEqualTo(first.factory("demo").orElseThrow().plugin());
      old.close();
      assertThat(host.loaded()).hasSize(1);
      awaitCollected(1);
      assertThat(say(now)).isEqualTo("2");
      assertThatThrownBy(() -> say(old)).hasMessage("The backend one is closed.");
    }
    second.close();
    assertThat(host.loaded()).isEmpty();
    awaitCollected(1);
    assertThat(first.describe("demo")).as("a closed registry still answers").isPresent();
    assertThat(second.plugins()).hasSize(1);
  }

  @Test
  void an_unloaded_plugin_makes_no_backend() throws IOException {
    versioned("1").write(plugins.resolve("d.jar"));
    PluginRegistry registry = load();
    FactoryHandle factory = registry.factory("demo").orElseThrow();
    registry.close();
    registry.close();
    assertThatThrownBy(() -> factory.create(TestingContext.named("late")))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(error.message()).endsWith("is not loaded any more.");
            });
    assertThat(copies()).isEmpty();
  }

  @Test
  void an_operation_and_a_stream_kept_by_mistake_do_not_reopen_a_closed_backend()
      throws IOException {
    versioned("1").write(plugins.resolve("d.jar"));
    try (PluginRegistry registry = load()) {
      Backend backend = create(registry);
      backend.close();
      backend.close();
      assertThatThrownBy(() -> backend.operation(org.jackfield.spi.chat.Chat.class))
          .hasMessage("The backend one is closed.");
    }
  }

  @Test
  void thirty_replacements_leave_nothing_behind() throws IOException, InterruptedException {
    int replacements = 30;
    PluginRegistry registry = load();
    for (int i = 0; i < replacements; i++) {
      versioned("1." + i).write(plugins.resolve("d.jar"));
      PluginRegistry next = load();
      registry.close();
      registry = next;
      try (Backend backend = create(registry)) {
        assertThat(say(backend)).isEqualTo("1." + i);
      }
      assertThat(host.loaded()).hasSize(1);
      assertThat(copies()).hasSize(1);
    }
    registry.close();
    awaitCollected(replacements);
    assertThat(copies()).isEmpty();
  }

  @Test
  void a_quarantined_plugin_is_closed_and_collected() throws IOException, InterruptedException {
    versioned("1").write(plugins.resolve("a.jar"));
    PluginJarBuilder.plugin("other", "demo").write(plugins.resolve("b.jar"));
    try (PluginRegistry registry = load()) {
      assertThat(registry.plugins().get(1).state()).isEqualTo(PluginState.QUARANTINED);
      assertThat(host.loaded()).hasSize(1);
      assertThat(copies()).hasSize(1);
    }
  }

  /** Each round lets a close of the registry race with the making of a backend. */
  @Test
  void a_backend_made_while_its_plugin_is_unloaded_works_or_is_refused() throws Exception {
    versioned("1").write(plugins.resolve("d.jar"));
    int rounds = 150;
    int made = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < rounds; round++) {
        PluginRegistry registry = load();
        FactoryHandle factory = registry.factory("demo").orElseThrow();
        CyclicBarrier start = new CyclicBarrier(2);
        Future<Boolean> maker =
            threads.submit(
                () -> {
                  start.await(60, TimeUnit.SECONDS);
                  try (Backend backend = factory.create(TestingContext.named("racer"))) {
                    assertThat(say(backend)).isEqualTo("1");
                    return true;
                  } catch (BackendException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    return false;
                  }
                });
        Future<?> closer =
            threads.submit(
                () -> {
                  start.await(60, TimeUnit.SECONDS);
                  registry.close();
                  return null;
                });
        closer.get();
        made += maker.get() ? 1 : 0;
        assertThat(host.loaded()).isEmpty();
      }
    }
    assertThat(made).isBetween(0, rounds);
    assertThat(copies()).isEmpty();
  }

  private List<Path> copies() throws IOException {
    try (Stream<Path> tree = Files.walk(temp.resolve("cache"))) {
      return tree.filter(path -> path.toString().endsWith(".jar")).toList();
    }
  }
}
