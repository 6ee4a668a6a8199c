package org.jackfield.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.EngineEvent.Notice;
import org.jackfield.engine.EngineEvent.ReloadEnded;
import org.jackfield.engine.EngineEvent.ReloadStarted;
import org.jackfield.engine.EngineEvent.SnapshotApplied;
import org.jackfield.engine.LiveEngine;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.plugin.PluginJarBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A reload that fails at one of its steps leaves what was in force whole, and nothing else: what it
 * had built is closed, and the plugins that it had loaded are let go.
 */
@Timeout(120) // a hang guard
@Execution(ExecutionMode.CONCURRENT)
class RefusedReloadTest {
  @TempDir Path folder;
  private final List<String> made = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();
  private final ConcurrentLinkedQueue<EngineEvent> seen = new ConcurrentLinkedQueue<>();
  private volatile boolean listenerFails;
  private @Nullable LiveEngine opened;

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  /** Fails at the step that its settings name. */
  private static byte[] picky(String version) {
    return PluginJarBuilder.plugin("picky", "picky")
        .attribute("Plugin-Version", version)
        .factory(
            LiveEngine.factory("picky", version)
                .settings(
                    "return SettingsSpec.of(Setting.of(\"model\", Setting.Kind.STRING, \"M.\"),"
                        + " Setting.of(\"fails\", Setting.Kind.STRING, \"At which step.\"));")
                .create(
                    """
                    String at = context.settings().has("fails")
                        ? context.settings().string("fails") : "";
                    switch (at) {
                      case "settings" -> throw BackendException.invalid("fails", at, "another");
                      case "create" -> throw new IllegalStateException("no");
                      case "nothing" -> { return null; }
                      default -> {
                        context.events().notice("made " + context.name() + " VERSION");
                        return new Demo(context);
                      }
                    }
                    """
                        .replace("VERSION", version))
                .close(
                    "context.events().notice(\"closed \" + context.name() + \" " + version + "\");")
                .members(
                    """
                    static boolean fails(BackendContext context, String step) {
                      return context.settings().has("fails")
                          && context.settings().string("fails").equals(step);
                    }
                    static String probed(BackendContext context) {
                      if (fails(context, "probe")) throw new LinkageError("nobody home");
                      return "here";
                    }
                    """)
                .probe("probed(context)")
                .operation(
                    """
                    if (kind == Preload.class && !fails(context, "probe")) {
                      Preload preload = attempt -> {
                        if (fails(context, "preload")) throw new OutOfMemoryError("too large");
                      };
                      return Optional.of(kind.cast(preload));
                    }
                    """))
        .bytes();
  }

  private void note(EngineEvent event) {
    synchronized (made) {
      if (event instanceof Notice notice) {
        List<String> list =
            notice.message().startsWith("made ")
                ? made
                : notice.message().startsWith("closed ") ? closed : new ArrayList<>();
        list.add(notice.message().substring(notice.message().indexOf(' ') + 1));
      }
    }
    seen.add(event);
    boolean ofReloads =
        event instanceof ReloadStarted
            || event instanceof SnapshotApplied
            || event instanceof ReloadEnded;
    if (listenerFails && ofReloads) {
      throw new AssertionError("the listener fails");
    }
  }

  private LiveEngine open(String yaml) throws IOException {
    Files.createDirectories(folder.resolve("plugins"));
    Files.write(folder.resolve("plugins/picky.jar"), picky("1.0.0"));
    LiveEngine live = new LiveEngine(folder, yaml, Duration.ofSeconds(10), List.of(this::note));
    opened = live;
    return live;
  }

  private static String file(String a, String b, String more) {
    return LiveEngine.providers(
            "{name: a, type: picky" + a + "}", "{name: b, type: picky" + b + "}")
        + "reload: {probe: refuse, watch: false}\n"
        + more;
  }

  /** Each plugin of a generation that is remembered has a copy of its jar. */
  private long copies() {
    try (Stream<Path> tree = Files.walk(folder.resolve("cache"))) {
      return tree.filter(path -> path.toString().endsWith(".jar")).count();
    } catch (IOException | UncheckedIOException e) {
      return -1; // one of them was deleted this very moment
    }
  }

  /** A call in the making may hold what was in force for a moment. */
  private void awaitOpen(String... backends) {
    LiveEngine.await(
        "the backends of the old generation close", () -> open().equals(List.of(backends)));
  }

  /** How often something was made and not closed again. */
  private List<String> open() {
    synchronized (made) {
      List<String> open = new ArrayList<>(made);
      closed.forEach(open::remove);
      return open;
    }
  }

  /** Each step that may fail, with what is told; the plugin has another version each time. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reading     | ''                 | 'llm: ['              | jackfield.yaml:
          checking    | ', timeot: 3'      | ''                    | There is no such key for the type 'picky'
          the overlay | ''                 | ''                    | /overrides/config-
          settings    | ', fails: settings'| ''                    | 'fails' is settings
          create      | ', fails: create'  | ''                    | serves now and could not any more
          nothing     | ', fails: nothing' | ''                    | serves now and could not any more
          probe       | ', fails: probe'   | ''                    | The new backend 'b' is not there
          preload     | ', fails: preload' | ''                    | cannot be made ready
          """)
  void a_reload_that_fails_at(String step, String b, String more, String told) throws IOException {
    LiveEngine live = open(file("", "", ""));
    assertThat(open()).containsExactly("a 1.0.0", "b 1.0.0");
    long copies = copies();
    Path overlay = live.overlay();

    live.jar("picky.jar", picky("2.0.0"));
    live.save(file(", model: new", b, more));
    if (step.equals("the overlay")) {
      Files.writeString(overlay, "- a list\n");
    }
    assertThatThrownBy(() -> live.engine().reload())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(told);

    assertThat(live.engine().generation()).isEqualTo(1);
    assertThat(live.engine().history()).hasSize(1);
    assertThat(open())
        .as("backends that were made and not closed")
        .containsExactly("a 1.0.0", "b 1.0.0");
    assertThat(copies()).as("plugins that are loaded").isEqualTo(copies);
    assertThat(live.ask("a")).isEqualTo("1.0.0 now");
    assertThat(live.ask("b")).isEqualTo("1.0.0 now");
    assertThat(live.engine().configState().stale().orElseThrow().message()).contains(told);

    Files.deleteIfExists(overlay);
    live.save(file(", model: new", "", ""));
    assertThat(live.engine().reload().generation()).isEqualTo(2);
    assertThat(live.engine().configState().stale()).isEmpty();
    assertThat(live.ask("b")).isEqualTo("2.0.0 now");
    awaitOpen("a 2.0.0", "b 2.0.0");
    assertThat(copies())
        .as("plugins of the two generations that are remembered")
        .isEqualTo(copies + 1);
  }

  @Test
  void a_rollback_that_fails_leaves_what_was_in_force() throws IOException {
    LiveEngine live = open(file("", ", fails: create", ""));
    live.save(file("", "", ""));
    assertThat(live.engine().reload().generation()).isEqualTo(2);

    assertThatThrownBy(() -> live.engine().rollback(OptionalLong.of(1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("serves now and could not any more");

    assertThat(live.engine().configState().pinned()).isEmpty();
    assertThat(live.ask("b")).isEqualTo("1.0.0 now");
    assertThat(live.engine().reload().plan().isEmpty()).isTrue();
    assertThat(live.engine().generation()).isEqualTo(2);
  }

  @Test
  void a_listener_that_fails_at_every_event_of_a_reload_stops_nothing() throws IOException {
    LiveEngine live = open(file("", "", ""));
    listenerFails = true;
    live.jar("picky.jar", picky("2.0.0"));
    live.save(file(", model: new", "", ""));

    assertThat(live.engine().reload().generation()).isEqualTo(2);

    assertThat(seen).contains(new SnapshotApplied(2));
    assertThat(live.engine().configState().stale()).isEmpty();
    awaitOpen("a 2.0.0", "b 2.0.0");
    live.assertServing();
  }
}
