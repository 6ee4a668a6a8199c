package org.jackfield.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jackfield.engine.LiveEngine.factory;
import static org.jackfield.engine.LiveEngine.plugin;
import static org.jackfield.engine.LiveEngine.providers;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jackfield.engine.BackendStatus;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.EngineEvent.ReloadEnded;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.LiveEngine;
import org.jackfield.engine.PluginLeftover;
import org.jackfield.engine.PluginStatus;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.plugin.PluginJarBuilder;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What may be wrong with a plugin's jar, dropped into the folder of an engine that runs: it is told
 * for that plugin, no call of another backend fails, and a good jar heals it.
 */
@Timeout(120) // a hang guard
@Execution(ExecutionMode.CONCURRENT)
class PluginFaultsTest {
  private static final Duration LIMIT = Duration.ofSeconds(4);

  @TempDir Path folder;
  private final String go = "go." + System.nanoTime();
  private final ConcurrentLinkedQueue<WeakReference<ClassLoader>> loaders =
      new ConcurrentLinkedQueue<>();
  private @Nullable LiveEngine opened;

  private LiveEngine open(String yaml) {
    LiveEngine live = new LiveEngine(folder, yaml, LIMIT, List.of(this::watchLoader));
    opened = live;
    return live;
  }

  /** A plugin that gives a notice when it makes a backend does so on a thread that is its own. */
  private void watchLoader(EngineEvent event) {
    if (event instanceof EngineEvent.Notice notice && notice.message().equals("made")) {
      loaders.add(new WeakReference<>(Thread.currentThread().getContextClassLoader()));
    }
  }

  @AfterEach
  void letGo() {
    System.setProperty(go, "now");
    if (opened != null) {
      opened.close();
    }
    System.clearProperty(go);
  }

  /** Code that ends when the test does, whatever is done to its thread. */
  private String hangs() {
    return "while (System.getProperty(\""
        + go
        + "\") == null) { java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);"
        + " Thread.interrupted(); }";
  }

  private static PluginJarBuilder faulty(String id, FactorySource factory) {
    return PluginJarBuilder.plugin(id, id).factory(factory);
  }

  private static Optional<String> problem(LiveEngine live, String file) {
    return live.engine().plugins().stream()
        .filter(plugin -> plugin.file().endsWith(file))
        .findFirst()
        .orElseThrow()
        .reason();
  }

  private static Optional<String> unusable(LiveEngine live, String backend) {
    return live.engine().backends(false).stream()
        .filter(status -> status.name().equals(backend))
        .map(BackendStatus::problem)
        .findFirst()
        .orElseThrow();
  }

  private static List<PluginLeftover> hanging(LiveEngine live) {
    return live.engine().leftovers().stream()
        .filter(left -> left.kind() == PluginLeftover.Kind.CALL)
        .toList();
  }

  private void awaitCollected(int from, int to) {
    List<WeakReference<ClassLoader>> all = new ArrayList<>(loaders);
    LiveEngine.awaitCollecting(
        "the class loaders are collected",
        () -> all.subList(from, to).stream().allMatch(one -> one.refersTo(null)));
  }

  /** The jars that cannot be loaded, by their ids, with a part of their reason. */
  private Map<String, Map.Entry<PluginJarBuilder, String>> unloadable() {
    Map<String, Map.Entry<PluginJarBuilder, String>> jars = new LinkedHashMap<>();
    jars.put(
        "newer-api",
        Map.entry(
            plugin("newer-api", "newer-api", "1.0.0").attribute("Plugin-Requires", ">=9.0.0"),
            "It requires the plugin API '>=9.0.0'"));
    jars.put(
        "missing-class",
        Map.entry(
            faulty("missing-class", factory("missing-class", "1").types("return Gone.types();"))
                .source(
                    "demo.Gone",
                    "package demo; class Gone {"
                        + " static java.util.List<String> types() { return null; } }")
                .without("demo/Gone.class"),
            "the class demo.Gone is missing"));
    jars.put(
        "init-throws",
        initialiser("init-throws", "if (true) throw new IllegalStateException(\"boom\");", "boom"));
    jars.put("init-loops", initialiser("init-loops", hangs(), "within 4000 ms"));
    jars.put("init-recurses", initialiser("init-recurses", "deeper(0);", "the stack overflowed"));
    jars.put(
        "init-memory",
        initialiser(
            "init-memory",
            "if (true) throw new OutOfMemoryError(\"mine\");",
            "memory ran out: mine"));
    jars.put(
        "made-throws",
        Map.entry(
            faulty(
                "made-throws",
                factory("made-throws", "1")
                    .members("public Factory() { throw new LinkageError(\"no\"); }")),
            "its classes do not link: java.lang.LinkageError: no"));
    jars.put(
        "made-hangs",
        Map.entry(
            faulty(
                "made-hangs",
                factory("made-hangs", "1").members("public Factory() { " + hangs() + " }")),
            "within 4000 ms"));
    jars.put(
        "types-throw",
        Map.entry(
            faulty(
                "types-throw",
                factory("types-throw", "1").types("throw new IllegalStateException(\"t\");")),
            "java.lang.IllegalStateException: t"));
    jars.put(
        "types-hang",
        Map.entry(
            faulty("types-hang", factory("types-hang", "1").types(hangs() + "return null;")),
            "within 4000 ms"));
    jars.put(
        "settings-throw",
        Map.entry(
            faulty(
                "settings-throw",
                factory("settings-throw", "1").settings("throw new AssertionError(\"s\");")),
            "java.lang.AssertionError: s"));
    jars.put(
        "settings-hang",
        Map.entry(
            faulty(
                "settings-hang", factory("settings-hang", "1").settings(hangs() + "return null;")),
            "within 4000 ms"));
    return jars;
  }

  private static Map.Entry<PluginJarBuilder, String> initialiser(
      String id, String body, String reason) {
    return Map.entry(
        faulty(
            id,
            factory(id, "1")
                .members(
                    "static int deeper(int n) { return deeper(n + 1) + 1; } static { "
                        + body
                        + " }")),
        reason);
  }

  @Test
  void jars_that_cannot_be_loaded_are_told_each_and_harm_nothing() throws InterruptedException {
    LiveEngine live = open(providers());
    Map<String, Map.Entry<PluginJarBuilder, String>> jars = unloadable();
    jars.forEach((id, jar) -> live.jar(id + ".jar", jar.getKey().bytes()));
    LiveEngine.await("all jars are found", () -> live.engine().plugins().size() == jars.size() + 1);

    jars.forEach(
        (id, jar) ->
            assertThat(problem(live, id + ".jar").orElse("no problem"))
                .as(id)
                .contains(jar.getValue()));
    assertThat(live.reloads()).allMatch(one -> one.error().isEmpty());
    live.assertServing();

    // What hangs is told, and not tried again while it does: a save costs no more time than before.
    assertThat(hanging(live))
        .extracting(PluginLeftover::id)
        .containsExactlyInAnyOrder("init-loops", "made-hangs", "types-hang", "settings-hang");
    live.saveProviders("{name: more, type: steady}");
    live.reloadedWell();
    assertThat(hanging(live))
        .hasSize(4)
        .allSatisfy(
            left -> {
              assertThat(left.threads()).containsExactly("plugin-" + left.id() + "-inspection");
              assertThat(left.message())
                  .isEqualTo(
                      "A call of its inspection did not return within 4000 ms; it was given up and"
                          + " still runs.");
            });

    jars.keySet().forEach(id -> live.jar(id + ".jar", plugin(id, id, "2.0.0").bytes()));
    live.saveProviders(
        jars.keySet().stream().map(id -> "{type: " + id + "}").toArray(String[]::new));
    LiveEngine.await(
        "good jars heal all", () -> live.engine().names().backends().containsAll(jars.keySet()));
    jars.keySet().forEach(id -> assertThat(live.ask(id)).as(id).isEqualTo("2.0.0 now"));
    assertThat(live.engine().plugins())
        .extracting(PluginStatus::reason)
        .containsOnly(Optional.empty());
  }

  @Test
  void jars_that_are_copied_slowly_wait_for_their_end() throws IOException, InterruptedException {
    LiveEngine live = open(providers("{type: talker}"), "talker");
    byte[] second = plugin("talker", "talker", "2.0.0").bytes();
    byte[] fresh = plugin("fresh", "fresh", "1.0.0").bytes();
    try (OutputStream overwriting = Files.newOutputStream(live.plugins().resolve("talker.jar"));
        OutputStream copying = Files.newOutputStream(live.plugins().resolve("fresh.jar"))) {
      int pieces = 3;
      for (int piece = 0; piece < pieces; piece++) {
        writePiece(overwriting, second, piece, pieces);
        writePiece(copying, fresh, piece, pieces);
        if (piece < pieces - 1) {
          pauseForSeveralLooks();
          assertThat(live.reloads()).as("reloads by a half copy").isEmpty();
          assertThat(live.ask("talker")).isEqualTo("1.0.0 now");
        }
      }
    }
    LiveEngine.await("both are whole", () -> live.engine().plugins().size() == 3);
    LiveEngine.await("the new version serves", () -> live.ask("talker").equals("2.0.0 now"));
    assertThat(live.engine().plugins())
        .extracting(PluginStatus::reason)
        .containsOnly(Optional.empty());
    assertThat(live.reloads()).allMatch(one -> one.error().isEmpty());
    live.assertServing();
  }

  private LiveEngine open(String yaml, String... ids) throws IOException {
    Files.createDirectories(folder.resolve("plugins"));
    for (String id : ids) {
      Files.write(folder.resolve("plugins").resolve(id + ".jar"), plugin(id, id, "1.0.0").bytes());
    }
    return open(yaml);
  }

  private static void writePiece(OutputStream out, byte[] whole, int piece, int pieces)
      throws IOException {
    int from = whole.length * piece / pieces;
    int to = whole.length * (piece + 1) / pieces;
    out.write(Arrays.copyOfRange(whole, from, to));
    out.flush();
  }

  /** That nothing happens shows only by time: the watcher would take a change within 0.7 s. */
  private static void pauseForSeveralLooks() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
    LiveEngine.await("the copy pauses", () -> System.nanoTime() > end);
  }

  private PluginJarBuilder noticed(String version) {
    return PluginJarBuilder.plugin("talker", "talker")
        .attribute("Plugin-Version", version)
        .factory(
            factory("talker", version)
                .create("context.events().notice(\"made\"); return new Demo(context);"));
  }

  @Test
  void a_replaced_plugin_ends_its_answers_and_is_collected()
      throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("plugins"));
    noticed("1.0.0").write(folder.resolve("plugins/talker.jar"));
    LiveEngine live = open(providers("{type: talker}"));
    for (int version = 2; version <= 4; version++) {
      replaceUnderAnAnswer(live, version + ".0.0");
    }
    assertThat(loaders).hasSize(4);
    awaitCollected(0, 3);
    assertThat(live.engine().leftovers()).isEmpty();
    assertThat(live.ask("talker")).isEqualTo("4.0.0 now");
    try (Stream<Path> copies = Files.walk(folder.resolve("cache"))) {
      assertThat(copies.filter(file -> file.toString().endsWith(".jar")))
          .as("copies of the plugins of the generations that are remembered")
          .hasSize(5);
    }
  }

  private void replaceUnderAnAnswer(LiveEngine live, String version) throws InterruptedException {
    ReplyStream old = live.held("talker");
    String before = live.ask("talker");
    live.jar("talker.jar", noticed(version).bytes());
    live.reloadedWell();
    assertThat(live.ask("talker")).isNotEqualTo(before).isEqualTo(version + " now");
    assertThat(loaders.stream().filter(one -> !one.refersTo(null)).count())
        .as("the old one is there while it answers")
        .isGreaterThanOrEqualTo(2);
    old.close();
  }

  /** The engine's own threads outlive the plugin whose call was the first to need them. */
  @Test
  void a_plugin_that_called_its_upstream_is_collected_too() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      LiveEngine live = open(providers());
      FactorySource calling =
          factory("talker", "1")
              .create("context.events().notice(\"made\"); return new Demo(context);")
              .members(
                  """
                  static String called(BackendContext context, Attempt attempt) {
                    var call = org.jackfield.spi.http.HttpCall.get(
                        java.net.URI.create("http://localhost:PORT/"));
                    try (var exchange = context.http().send(call, attempt)) {
                      return "status " + exchange.status();
                    }
                  }
                  """
                      .replace("PORT", String.valueOf(server.getAddress().getPort())))
              .probe("called(context, attempt)");
      live.jar("talker.jar", faulty("talker", calling).bytes());
      live.saveProviders("{type: talker}");
      LiveEngine.await("it serves", () -> live.engine().names().backends().contains("talker"));
      assertThat(live.engine().backends(true))
          .anyMatch(one -> one.health().orElseThrow().detail().equals("status 204"));

      live.saveProviders();
      Files.delete(live.plugins().resolve("talker.jar"));
      LiveEngine.await("it is gone", () -> live.engine().plugins().size() == 1);
      assertThat(loaders).isNotEmpty();
      awaitCollected(0, loaders.size());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_plugin_that_is_removed_while_it_answers_serves_on_until_it_is_back()
      throws IOException, InterruptedException {
    LiveEngine live = open(providers("{type: talker}"), "talker");
    Path jar = live.plugins().resolve("talker.jar");
    byte[] bytes = Files.readAllBytes(jar);
    ReplyStream running = live.held("talker");

    Files.delete(jar);
    assertThat(live.reloaded().error().orElseThrow())
        .contains("jackfield.yaml:4:7: Backend 'talker' serves now and could not any more")
        .contains("talker.jar any more");
    assertThat(live.engine().configState().stale()).isPresent();
    assertThat(live.ask("talker")).isEqualTo("1.0.0 now");

    live.jar("talker.jar", bytes);
    live.reloadedWell();
    assertThat(live.engine().configState().stale()).isEmpty();
    assertThat(live.engine().generation()).as("nothing was built anew").isEqualTo(1);
    running.close();
  }

  @Test
  void a_plugin_that_is_removed_is_drained_where_that_is_wanted_and_comes_back()
      throws IOException, InterruptedException {
    LiveEngine live =
        open(providers("{type: talker}") + "reload: {lost: drain, drain: 60s}\n", "talker");
    Path jar = live.plugins().resolve("talker.jar");
    byte[] bytes = Files.readAllBytes(jar);
    ReplyStream running = live.held("talker");

    Files.delete(jar);
    live.reloadedWell();
    assertThat(unusable(live, "talker").orElseThrow()).contains("talker.jar any more");
    assertThatThrownBy(() -> live.ask("talker"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("talker.jar any more");
    running.close();
    live.assertServing();

    live.jar("talker.jar", bytes);
    live.reloadedWell();
    assertThat(live.ask("talker")).isEqualTo("1.0.0 now");
  }

  @Test
  void the_same_plugin_twice_by_bytes_id_or_type_is_told_and_changes_no_backend()
      throws IOException, InterruptedException {
    LiveEngine live = open(providers("{type: talker}"), "talker");
    byte[] same = Files.readAllBytes(live.plugins().resolve("talker.jar"));

    live.jar("a-copy.jar", same); // comes first by its name, and is the very same plugin
    ReloadEnded ended = live.reloadedWell();
    assertThat(ended.plan().orElseThrow().carriedOver()).contains("talker");
    assertThat(problem(live, "talker.jar").orElseThrow())
        .contains("The plugin id 'talker' is taken by")
        .contains("a-copy.jar")
        .endsWith("Remove one of the two files.");
    Files.delete(live.plugins().resolve("a-copy.jar"));
    assertThat(live.reloadedWell().plan().orElseThrow().carriedOver()).contains("talker");

    live.jar("talker-2.jar", plugin("talker", "talker", "2.0.0").bytes());
    live.jar("thief.jar", plugin("thief", "talker", "1.0.0").bytes());
    live.jar("z-copy.jar", same);
    // The order of the names decides, also after a restart: here the newcomer of that id is first.
    LiveEngine.await("all are found", () -> live.engine().plugins().size() == 5);
    assertThat(problem(live, "talker.jar").orElseThrow()).contains("talker-2.jar");
    assertThat(problem(live, "z-copy.jar").orElseThrow()).contains("talker-2.jar");
    assertThat(problem(live, "thief.jar").orElseThrow())
        .contains("Its backend type 'talker' is taken by the plugin 'talker'");
    assertThat(live.ask("talker")).isEqualTo("2.0.0 now");

    for (String name : List.of("talker-2.jar", "thief.jar", "z-copy.jar")) {
      Files.delete(live.plugins().resolve(name));
    }
    LiveEngine.await("they are gone", () -> live.engine().plugins().size() == 2);
    assertThat(live.ask("talker")).isEqualTo("1.0.0 now");
    assertThat(live.reloads()).allMatch(one -> one.error().isEmpty());
    live.assertServing();
  }

  @Test
  void backends_that_cannot_be_made_are_told_and_a_good_jar_heals_them()
      throws InterruptedException {
    LiveEngine live = open(providers());
    Map<String, String> bodies =
        Map.of(
            "throws", "throw new IllegalStateException(\"no\");",
            "errs", "throw new ExceptionInInitializerError(\"no\");",
            "null", "return null;",
            "hangs", hangs() + " return new Demo(context);");
    List<String> types = bodies.keySet().stream().sorted().map(name -> "make-" + name).toList();
    bodies.forEach(
        (name, body) ->
            live.jar(
                "make-" + name + ".jar",
                faulty("make-" + name, factory("make-" + name, "1").create(body)).bytes()));
    live.saveProviders(types.stream().map(type -> "{type: " + type + "}").toArray(String[]::new));
    LiveEngine.await(
        "all are there", () -> live.engine().backends(false).size() == types.size() + 1);

    assertThat(unusable(live, "make-throws").orElseThrow()).contains("failed in create");
    assertThat(unusable(live, "make-errs").orElseThrow()).contains("failed in create");
    assertThat(unusable(live, "make-null").orElseThrow()).contains("it gave null");
    assertThat(unusable(live, "make-hangs").orElseThrow())
        .contains("did not return from create of the type 'make-hangs' within 4000 ms.");
    assertThatThrownBy(() -> live.ask("make-hangs")).hasMessageContaining("within 4000 ms");
    live.assertServing();

    live.reloads();
    live.engine().reload();
    assertThat(live.engine().leftovers())
        .as("what hangs is not called again")
        .extracting(left -> left.id() + " " + left.kind() + " " + left.threads())
        .containsExactly("make-hangs call [plugin-make-hangs-create]");

    types.forEach(type -> live.jar(type + ".jar", plugin(type, type, "2.0.0").bytes()));
    LiveEngine.await(
        "good jars heal all", () -> live.engine().names().backends().containsAll(types));
    types.forEach(type -> assertThat(live.ask(type)).isEqualTo("2.0.0 now"));
  }

  @Test
  void backends_that_do_not_close_harm_no_other_and_are_told_until_they_do()
      throws InterruptedException {
    LiveEngine live = open(providers());
    live.jar(
        "close-hangs.jar",
        faulty(
                "close-hangs",
                factory("close-hangs", "1")
                    .create("context.events().notice(\"made\"); return new Demo(context);")
                    .close(hangs()))
            .bytes());
    live.jar(
        "close-throws.jar",
        faulty(
                "close-throws",
                factory("close-throws", "1")
                    .create("context.events().notice(\"made\"); return new Demo(context);")
                    .close("throw new StackOverflowError();"))
            .bytes());
    live.saveProviders("{type: close-hangs}", "{type: close-throws}");
    LiveEngine.await("both serve", () -> live.engine().names().backends().size() == 3);
    assertThat(live.ask("close-hangs")).isEqualTo("1 now");
    live.reloads();

    live.jar("close-hangs.jar", plugin("close-hangs", "close-hangs", "2.0.0").bytes());
    live.jar("close-throws.jar", plugin("close-throws", "close-throws", "2.0.0").bytes());
    LiveEngine.await(
        "both are replaced",
        () ->
            live.ask("close-hangs").equals("2.0.0 now")
                && live.ask("close-throws").equals("2.0.0 now"));
    LiveEngine.await("the call is told", () -> !live.engine().leftovers().isEmpty());
    assertThat(live.engine().leftovers())
        .extracting(left -> left.id() + " " + left.kind() + " " + left.message())
        .containsExactly(
            "close-hangs call A call of its close did not return within 4000 ms; it was given up"
                + " and still runs.");
    live.assertServing();

    System.setProperty(go, "now");
    LiveEngine.await("it closed at last", () -> live.engine().leftovers().isEmpty());
    assertThat(loaders).hasSize(2);
    awaitCollected(0, 2);
  }

  @Test
  void a_probe_that_hangs_is_given_up_and_the_reload_goes_on() throws InterruptedException {
    LiveEngine live = open(providers() + "reload: {probe: warn}\n");
    live.jar(
        "mute.jar",
        PluginJarBuilder.plugin("mute", "mute")
            .factory(
                factory("mute", "1")
                    .members("static String hang() { " + hangs() + " return \"\"; }")
                    .probe("hang()"))
            .bytes());
    live.save(providers("{type: mute}") + "reload: {probe: warn}\n");
    LiveEngine.await("it serves", () -> live.engine().names().backends().contains("mute"));
    assertThat(live.ask("mute")).isEqualTo("1 now");
    live.assertServing();
  }

  @Test
  void an_error_in_the_middle_of_an_answer_costs_that_answer_alone() throws InterruptedException {
    LiveEngine live = open(providers());
    Map<String, String> errors =
        Map.of(
            "overflow", "return deeper();",
            "memory", "throw new OutOfMemoryError(\"mine\");",
            "linkage", "throw new NoClassDefFoundError(\"org/lib/Gone\");",
            "mute",
                "throw new IllegalStateException() {"
                    + " public String getMessage() { throw new AssertionError(); } };",
            "nothing", "return null;");
    errors.forEach(
        (name, body) ->
            live.jar(
                name + ".jar",
                faulty(
                        name,
                        factory(name, "1")
                            .chat(
                                LiveEngine.SAYS_IT_BACK
                                    .replace("VERSION", "1")
                                    .replace(
                                        "if (left.size() == 2) {",
                                        "if (left.size() == 2) { if"
                                            + " (prompt.equals(\"hold\")) { "
                                            + body
                                            + " }")
                                    .replace(
                                        "public void close()",
                                        "Chunk deeper() { return deeper(); } public void close()")))
                    .bytes()));
    live.saveProviders(
        errors.keySet().stream().map(name -> "{type: " + name + "}").toArray(String[]::new));
    LiveEngine.await(
        "all serve", () -> live.engine().names().backends().containsAll(errors.keySet()));

    for (String name : errors.keySet()) {
      try (ReplyStream broken = live.held(name)) {
        assertThatThrownBy(broken::next)
            .as(name)
            .isInstanceOfSatisfying(
                EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
            .hasMessageContaining("failed in ChatStream.next");
      }
      assertThat(live.ask(name)).as("the next answer").isEqualTo("1 now");
    }
    live.assertServing();
  }
}
