package org.jackfield.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.EngineEvent.ReloadEnded;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.PluginStatus;
import org.jackfield.engine.ReloadPlan;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.plugin.PluginJarBuilder;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.engine.plugin.SignatureState;
import org.jackfield.engine.plugin.TestingSigners;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A change of which plugins may be loaded reaches the running engine like any other. */
@Timeout(120)
class PluginRulesReloadTest {
  private static final String BACKENDS = "llm: {providers: [{type: calm}, {type: ender}]}\n";
  private static final String SAYS =
      """
      var left = new java.util.ArrayDeque<Chunk>(List.of(
          Chunk.start("m", "1"), Chunk.text(0, "here"),
          Chunk.finish(FinishReason.STOP, Usage.reported(1, 1))));
      return new ChatStream() {
        public Chunk next() { return left.removeFirst(); }
        public void close() {}
      };
      """;

  @TempDir Path folder;
  private final BlockingQueue<ReloadEnded> reloads = new LinkedBlockingQueue<>();
  private Path home;
  private Path config;
  private @Nullable Jackfield opened;

  @BeforeEach
  void makeHome() throws IOException {
    home = folder.resolve("home");
    config = Files.createDirectories(home.resolve("config"));
    Files.createDirectories(home.resolve("plugins"));
    Files.createDirectories(home.resolve("lib"));
    drop("calm", plugin("calm").bytes());
    drop(
        "ender",
        plugin("ender")
            .source("demo.Ender", "package demo; class Ender { void m() { System.exit(1); } }")
            .bytes());
  }

  @AfterEach
  void closeEngine() {
    if (opened != null) {
      opened.close();
    }
  }

  private static PluginJarBuilder plugin(String type) {
    return PluginJarBuilder.plugin(type, type)
        .factory(new FactorySource("demo.Factory", type).chat(SAYS));
  }

  private void drop(String name, byte[] jar) throws IOException {
    Path half = Files.write(folder.resolve("half"), jar);
    Files.move(
        half, home.resolve("plugins").resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void yaml(String text) throws IOException {
    Files.writeString(config.resolve("jackfield.yaml"), text);
  }

  private void open(String yaml, boolean watching) throws IOException {
    yaml(yaml);
    opened =
        Jackfield.builder()
            .home(home)
            .environment(new Environment(Map.of()))
            .folders(new Folders(config, folder.resolve("data"), folder.resolve("cache")))
            .listener(
                event -> {
                  if (event instanceof EngineEvent.ReloadEnded ended) {
                    reloads.add(ended);
                  }
                })
            .watching(watching)
            .open();
    reloads.clear();
  }

  private Jackfield engine() {
    return Objects.requireNonNull(opened);
  }

  private PluginStatus plugin(int at) {
    return engine().plugins().get(at);
  }

  private ReloadEnded reloaded() throws InterruptedException {
    ReloadEnded ended = reloads.poll(60, TimeUnit.SECONDS);
    assertThat(ended).as("a reload ends").isNotNull();
    return Objects.requireNonNull(ended);
  }

  private String ask(String backend) {
    ChatRequest request = ChatRequest.builder().message(Message.user("Are you there?")).build();
    return engine().chat(request, CallOptions.NONE.withBackend(backend)).text();
  }

  private String problem(String backend) {
    return engine().backends(false).stream()
        .filter(status -> status.name().equals(backend))
        .findFirst()
        .flatMap(status -> status.problem())
        .orElse("");
  }

  private static List<String> words(ReloadPlan plan) {
    return plan.changes().stream().map(ReloadPlan.Change::toString).toList();
  }

  /** The rule that the reason of the quarantine asks for. */
  private String allowance() {
    String reason = plugin(1).reason().orElseThrow();
    return "plugins: {allow: {" + reason.replaceFirst(".*plugins\\.allow: ", "") + "}}\n";
  }

  @Test
  void the_line_that_the_reason_names_lets_the_plugin_serve() throws Exception {
    open(BACKENDS, true);
    assertThat(problem("ender")).contains("System.exit in demo.Ender");
    assertThat(ask("calm")).as("the others serve").isEqualTo("here");

    yaml(BACKENDS + allowance());

    ReloadEnded ended = reloaded();
    assertThat(ended.error()).isEmpty();
    assertThat(words(ended.plan().orElseThrow()))
        .contains(
            "plugin ender changed: allowed by plugins.allow.ender for this very file",
            "backend ender added: type ender");
    assertThat(ask("ender")).isEqualTo("here");
  }

  @Test
  void a_plugin_that_loses_its_allowance_goes_the_way_of_a_lost_backend() throws Exception {
    open(BACKENDS, false);
    String allowed = BACKENDS + allowance();
    yaml(allowed);
    engine().reload();

    yaml(BACKENDS);
    assertThatThrownBy(() -> engine().reload())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Backend 'ender' serves now and could not any more")
        .hasMessageContaining("System.exit in demo.Ender");
    assertThat(ask("ender")).as("what was in force goes on").isEqualTo("here");

    yaml(BACKENDS + "reload: {lost: drain}\n");
    assertThat(words(engine().reload().plan()))
        .anyMatch(change -> change.startsWith("backend ender unusable: "));
    assertThat(problem("ender")).contains("is quarantined");
    assertThat(ask("calm")).isEqualTo("here");
  }

  @Test
  void a_replaced_jar_is_refused_while_the_old_one_goes_on() throws Exception {
    open(BACKENDS, false);
    yaml(BACKENDS + allowance());
    engine().reload();

    drop(
        "ender",
        plugin("ender")
            .source("demo.Ender", "package demo; class Ender { void m() { System.exit(2); } }")
            .bytes());

    assertThatThrownBy(() -> engine().reload())
        .hasMessageContaining("plugins.allow names another file of it");
    assertThat(ask("ender")).isEqualTo("here");
  }

  @Test
  void a_certificate_file_that_is_exchanged_is_noticed() throws Exception {
    TestingSigners signers = new TestingSigners(folder).own("alice").own("mallory");
    drop("calm", signers.sign(plugin("calm").bytes(), "alice"));
    Path trusted = config.resolve("trusted.pem");
    Files.copy(signers.file("alice"), trusted);
    String yaml =
        """
        llm: {providers: [{type: calm}]}
        plugins: {require_signed: true, trusted: {certificates: trusted.pem}}
        """;
    open(yaml, true);
    assertThat(ask("calm")).isEqualTo("here");
    assertThat(plugin(0).vetting().signature()).isEqualTo(SignatureState.TRUSTED);
    assertThat(plugin(1).reason().orElseThrow()).startsWith("It is not signed, and");

    Files.copy(signers.file("mallory"), trusted, StandardCopyOption.REPLACE_EXISTING);

    assertThat(reloaded().error().orElseThrow())
        .contains("Backend 'calm' serves now and could not any more")
        .contains("It is signed by CN=alice (its certificate is not listed)");
    assertThat(ask("calm")).isEqualTo("here");
  }

  @Test
  void a_rule_that_only_says_more_about_a_plugin_is_a_generation_of_its_own() throws Exception {
    open(BACKENDS, false);
    yaml(BACKENDS + "plugins: {trusted: {sha256: " + plugin(0).sha256() + "}}\n");

    assertThat(words(engine().reload().plan()))
        .containsExactly(
            "plugins changed: which of them may be loaded",
            "plugin calm changed: signature from unsigned to listed");
    assertThat(plugin(0).vetting().signature()).isEqualTo(SignatureState.LISTED);
  }

  @Test
  void the_list_of_the_distribution_is_watched_with_its_jars() throws Exception {
    open(BACKENDS, true);
    assertThat(problem("ender")).contains("is quarantined");
    String digest = plugin(1).sha256();

    Files.writeString(home.resolve("lib/plugins.sha256"), digest + "  plugins/ender.jar\n");

    assertThat(reloaded().error()).isEmpty();
    assertThat(ask("ender")).isEqualTo("here");
    assertThat(plugin(1).vetting().signature()).isEqualTo(SignatureState.SHIPPED);
  }
}
