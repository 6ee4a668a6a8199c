package org.jackfield.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.EngineEvent.Notice;
import org.jackfield.engine.LiveEngine;
import org.jackfield.engine.PluginLeftover;
import org.jackfield.engine.PluginLeftover.Kind;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.Backend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What plugins leave behind when they are closed: it is told once, and listed while it is so. */
@Timeout(120) // a hang guard
final class LeftoversTest {
  /** Runs until the test lets it go, whatever is done to its thread. */
  private static final String UNTIL_RELEASED =
      """
      java.nio.file.Path released = java.nio.file.Path.of("RELEASED");
      while (!java.nio.file.Files.exists(released)) {
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        Thread.interrupted();
      }
      """;

  @TempDir private Path temp;
  private final BlockingQueue<EngineEvent> events = new LinkedBlockingQueue<>();
  private Path plugins = Path.of("");
  private Path released = Path.of("");
  private PluginHost host = PluginHost.open(Path.of(System.getProperty("java.io.tmpdir")));

  @BeforeEach
  void open() throws IOException {
    host.close();
    plugins = Files.createDirectory(temp.resolve("plugins"));
    released = temp.resolve("released");
    host =
        PluginHost.open(
            temp.resolve("cache"), Duration.ofSeconds(1), Optional.empty(), events::add);
  }

  @AfterEach
  void close() throws IOException {
    if (Files.notExists(released)) {
      Files.createFile(released);
    }
    LiveEngine.await("threads end", () -> left(left -> left.kind() != Kind.MEMORY).isEmpty());
    host.close();
  }

  private FactorySource source() {
    return new FactorySource("demo.Factory", "demo")
        .members("static String untilReleased() { " + untilReleased() + " return \"\"; }");
  }

  private String untilReleased() {
    return UNTIL_RELEASED.replace("RELEASED", released.toString());
  }

  private Backend backend(FactorySource source) {
    return backend(source, "1.0.0");
  }

  /** A backend whose plugin is held by nothing else. */
  private Backend backend(FactorySource source, String version) {
    PluginJarBuilder.plugin("demo-plugin", "demo")
        .attribute("Plugin-Version", version)
        .factory(source)
        .write(plugins.resolve("demo.jar"));
    try (PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE)) {
      return registry.factory("demo").orElseThrow().create(TestingContext.named("one"));
    }
  }

  private List<PluginLeftover> left(Predicate<PluginLeftover> which) {
    return host.leftovers().stream().filter(which).toList();
  }

  private void awaitLeft(Kind kind, int count) {
    LiveEngine.awaitCollecting(
        count + " " + kind, () -> left(left -> left.kind() == kind).size() == count);
  }

  private Notice notice() throws InterruptedException {
    EngineEvent event = events.poll(60, TimeUnit.SECONDS);
    assertThat(event).isInstanceOf(Notice.class);
    return (Notice) event;
  }

  @Test
  void a_plugin_that_ends_what_it_began_leaves_nothing() throws InterruptedException {
    Backend backend =
        backend(
            source()
                .probe("start()")
                .members(
                    """
                    static final java.util.concurrent.ExecutorService POOL =
                        java.util.concurrent.Executors.newFixedThreadPool(2);
                    static String start() {
                      POOL.execute(() -> {});
                      return "started";
                    }
                    """)
                .close("POOL.shutdown();"));
    assertThat(backend.probe(TestingContext.attempt()).detail()).isEqualTo("started");
    backend.close();

    LiveEngine.awaitCollecting("nothing is left", () -> left(left -> true).isEmpty());
    assertThat(events).isEmpty();
  }

  @Test
  void threads_that_run_on_are_told_once_by_their_names_and_listed_until_they_end()
      throws IOException, InterruptedException {
    Backend backend =
        backend(
            source()
                .create(
                    """
                    for (String name : List.of("poller\\u001b[31m", "flusher")) {
                      Thread.ofPlatform().daemon().name(name).start(() -> untilReleased());
                    }
                    return new Demo(context);
                    """),
            "3.1.0");
    assertThat(host.leftovers()).as("a plugin in use may have threads").isEmpty();
    backend.close();

    String words = "It was closed, and threads of it still run: flusher, poller\\u001b[31m.";
    PluginLeftover left = host.leftovers().getFirst();
    assertThat(left.kind()).isEqualTo(Kind.THREADS);
    assertThat(left.id()).isEqualTo("demo-plugin");
    assertThat(left.version()).isEqualTo("3.1.0");
    assertThat(left.sha256()).hasSize(64);
    assertThat(left.threads()).containsExactly("flusher", "poller\\u001b[31m");
    assertThat(left.message()).isEqualTo(words);
    assertThat(notice()).isEqualTo(new Notice("plugin demo-plugin", "Version 3.1.0: " + words));

    backend(source()).close();
    Files.createFile(released);
    LiveEngine.awaitCollecting("nothing is left", () -> left(one -> true).isEmpty());
    assertThat(events).as("told once").isEmpty();
  }

  @Test
  void classes_that_something_refers_to_are_listed_as_long_as_it_does() throws Exception {
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try {
      Backend backend =
          backend(
              source()
                  .members(
                      """
                      static final ThreadLocal<Object> LAST = new ThreadLocal<>();
                      static String remember() { LAST.set(new Factory()); return "kept"; }
                      """)
                  .probe("remember()"));
      assertThat(caller.submit(() -> backend.probe(TestingContext.attempt()).detail()).get())
          .isEqualTo("kept");
      backend.close();

      awaitLeft(Kind.MEMORY, 1);
      PluginLeftover left = host.leftovers().getFirst();
      assertThat(left.id() + " " + left.version()).isEqualTo("demo-plugin 1.0.0");
      assertThat(left.threads()).isEmpty();
      assertThat(left.message()).startsWith("It was closed, and its classes are still in memory");
      assertThat(events).as("one alone is no notice").isEmpty();
    } finally {
      caller.shutdown();
    }
    assertThat(caller.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    awaitLeft(Kind.MEMORY, 0);
  }

  @Test
  void versions_that_pile_up_in_memory_are_told_once() throws InterruptedException {
    for (int version = 1; version <= 3; version++) {
      backend(
              source()
                  .create(
                      """
                      Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
                      return new Demo(context);
                      """),
              version + ".0.0")
          .close();
      awaitLeft(Kind.MEMORY, version);
    }
    assertThat(events).isEmpty();

    backend(source(), "4.0.0").close();
    assertThat(notice().message())
        .startsWith("Version 4.0.0: 3 closed plugins of this id are still in memory");
    backend(source(), "5.0.0").close();
    assertThat(events).isEmpty();
  }

  @Test
  void a_call_that_was_given_up_is_told_and_listed_until_it_returns() throws Exception {
    Backend backend = backend(source().close("untilReleased();"));
    backend.close();

    assertThat(notice().message())
        .isEqualTo(
            "Version 1.0.0: A call of its close did not return within 1000 ms; it was given up and"
                + " still runs.");
    PluginLeftover left = host.leftovers().getFirst();
    assertThat(left.kind()).isEqualTo(Kind.CALL);
    assertThat(left.threads()).containsExactly("plugin-demo-plugin-close");
    assertThat(host.loaded()).hasSize(1);

    Files.createFile(released);
    LiveEngine.awaitCollecting("nothing is left", () -> left(one -> true).isEmpty());
    assertThat(host.loaded()).isEmpty();
    assertThat(events).isEmpty();
  }

  @Test
  void a_plugin_that_never_named_its_types_is_a_call_and_not_left_in_memory_as_well() {
    PluginJarBuilder.plugin("demo-plugin", "demo")
        .factory(source().types("untilReleased(); return null;"))
        .write(plugins.resolve("demo.jar"));
    for (int load = 0; load < 3; load++) {
      host.load(List.of(plugins), PluginRules.NONE).close();
      System.gc();
    }
    assertThat(left(one -> one.kind() != Kind.MEMORY))
        .extracting(one -> one.kind() + " " + one.threads())
        .as("called once")
        .containsExactly("call [plugin-demo-plugin-inspection]");
  }
}
