package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to a server that runs, from another terminal. */
@Timeout(120)
final class ReloadCommandsTest {
  private static final String BY_HAND = "reload: {watch: false}\n";

  @TempDir Path home;
  private TestingCli server;
  private CompletableFuture<TestingCli.Result> run;

  @BeforeEach
  void serve() throws Exception {
    SeenOutput out = new SeenOutput();
    server = new TestingCli(home, yaml(30)).output(out);
    run = server.start("serve", "--port", "0");
    out.await("Listening on ");
    out.await("\n");
  }

  @AfterEach
  void stop() throws Exception {
    server.interrupt();
    run.get();
  }

  private static String yaml(int timeout) {
    return TestingCli.oneBackend("timeout: " + timeout) + BY_HAND;
  }

  /** One more terminal; its configuration is written over the running server's. */
  private TestingCli terminal(String yaml) throws Exception {
    return new TestingCli(home, yaml);
  }

  @Test
  void a_change_is_planned_applied_listed_and_rolled_back() throws Exception {
    TestingCli terminal = terminal(yaml(60));

    assertThat(terminal.run("config", "plan").out())
        .isEqualTo("~ backend scripted changed: timeout\n");
    assertThat(terminal.run("config", "apply").out())
        .isEqualTo("~ backend scripted changed: timeout\ngeneration 2 serves.\n");
    assertThat(terminal.run("config", "apply").out())
        .isEqualTo("= carried over: scripted\nNothing to change; generation 2 goes on.\n");
    assertThat(terminal.run("config", "rollback").out()).endsWith("generation 3 serves.\n");
    assertThat(terminal.run("config", "history").out())
        .contains("rollback to 1", "admin request", "backend scripted added")
        .endsWith("Pinned at generation 1\n");
    assertThat(terminal.run("config", "plan", "--json").out()).startsWith("{\"changes\":[");
  }

  @Test
  void a_mistake_is_told_with_its_place_and_shown_by_status() throws Exception {
    TestingCli terminal = terminal(yaml(30).replace("timeout", "timeoutt"));

    TestingCli.Result applied = terminal.run("config", "apply");

    assertThat(applied.code()).isEqualTo(1);
    assertThat(applied.err()).contains("jackfield.yaml:").contains("timeoutt");
    TestingCli.Result broken = terminal.run("status");
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out()).as("the server goes on").contains("generation 1, config: stale: ");
    terminal(yaml(30));
    assertThat(terminal.run("status").out()).contains("generation 1, config: stale: ");
    assertThat(terminal.run("config", "apply").code()).isZero();
    assertThat(terminal.run("status").out()).contains("generation 1, config: current");
  }

  @Test
  void settings_are_set_in_the_server_that_runs_and_taken_back() throws Exception {
    TestingCli terminal = terminal(yaml(30));

    assertThat(terminal.run("config", "set", "llm.providers.scripted.timeout=45").out())
        .isEqualTo("~ backend scripted changed: timeout\ngeneration 2 serves.\n");
    assertThat(terminal.run("config", "show").out())
        .containsPattern("timeout: \"45s\"  # .*\\(override\\)");
    TestingCli.Result refused =
        terminal.run("config", "set", "llm.providers.scripted.timeout=soon", "reload.drain=1m");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("'soon' is not a time");
    assertThat(terminal.run("config", "unset", "llm.providers.scripted").out())
        .endsWith("generation 3 serves.\n");
    assertThat(terminal.run("config", "set", "timeout").code()).isEqualTo(2);
  }

  @Test
  void without_a_server_settings_are_checked_and_saved() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    TestingCli alone = new TestingCli(other, yaml(30));

    assertThat(alone.run("config", "set", "llm.providers.scripted.timeout=45").out())
        .isEqualTo("~ backend scripted changed: timeout\nSaved.\n");
    assertThat(alone.run("config", "show").out()).contains("timeout: \"45s\"");
    assertThat(alone.run("config", "set", "reload.drian=1m").err())
        .contains("There is no key 'drian' in it. Did you mean 'drain'?");
  }

  @Test
  void a_number_that_is_none_is_a_usage_error_and_one_that_is_not_remembered_is_told()
      throws Exception {
    TestingCli terminal = terminal(yaml(30));

    assertThat(terminal.run("config", "rollback", "two").code()).isEqualTo(2);
    assertThat(terminal.run("config", "rollback", "7").err()).contains("no generation 7");
  }

  @Test
  void without_a_server_it_says_how_to_start_one() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));

    TestingCli.Result result = new TestingCli(other, yaml(30)).run("config", "plan");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("no server of yours runs here").contains("jackfield serve");
  }
}
