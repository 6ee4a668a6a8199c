package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A conversation at a terminal that is emulated in process, its line discipline included. */
@Timeout(60)
final class ConversationTest {
  private static final String PROMPT = "> ";

  @TempDir Path home;
  private final SeenOutput screen = new SeenOutput();
  private final SeenOutput err = new SeenOutput();
  private final PipedOutputStream keyboard = new PipedOutputStream();
  private String variable = "";
  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  private void begin(String yaml) throws IOException, InterruptedException {
    TestingCli cli = new TestingCli(home, yaml).terminals("in,out").variable("TERM", "dumb");
    cli.variable("JACKFIELD_LLM_BACKEND", variable);
    Console console = cli.console(new SeenOutput(), err);
    Messages messages = new Messages(err, false, new Style(false));
    Output out = new Output(screen, true, new Style(false));
    Invocation invocation = new Invocation(console, out, messages, Optional.empty(), List.of());
    ChatOptions options =
        new ChatOptions(
            Optional.empty(),
            "",
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            true,
            Optional.empty(),
            Optional.empty());
    PipedInputStream keys = new PipedInputStream(keyboard);
    ExternalTerminal terminal =
        new ExternalTerminal("test", "ansi", keys, screen, StandardCharsets.UTF_8);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (terminal) {
                code.complete(new Conversation(invocation, options).run(terminal));
              } catch (Throwable e) {
                code.completeExceptionally(e);
              }
            });
    screen.await(PROMPT);
  }

  private void type(String keys) throws IOException {
    keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  @AfterEach
  void hang_up() throws IOException {
    keyboard.close();
  }

  @Test
  void what_was_said_is_kept_until_it_is_forgotten() throws Exception {
    begin(TestingCli.oneBackend());
    type("one\r");
    screen.await("[USER: one]");
    err.await("first token");
    type("two\r");
    screen.await("[USER: one, ASSISTANT: [USER: one], USER: two]");
    err.await("first token");
    type("/reset\r");
    err.await("(forgotten)");
    type("three\r");
    screen.await("[USER: three]");
    type("/exit\r");
    assertThat(code.get()).isZero();
  }

  @Test
  void ctrl_d_leaves() throws Exception {
    begin(TestingCli.oneBackend());
    type("\004");
    assertThat(code.get()).isZero();
  }

  @Test
  void ctrl_c_stops_the_answer_and_not_the_conversation() throws Exception {
    begin(TestingCli.oneBackend("chunks: [begun]", "hang: true"));
    type("one\r");
    screen.await("begun");
    type("\003");
    err.await("(stopped)");
    screen.await(PROMPT);
    type("\003");
    err.await("(Ctrl-D leaves)");
    type("/exit\r");
    assertThat(code.get()).isZero();
  }

  @Test
  void an_error_is_told_and_the_conversation_goes_on() throws Exception {
    begin(TestingCli.oneBackend("fail: UNAVAILABLE"));
    type("one\r");
    err.await("jackfield: It failed.");
    type("/exit\r");
    assertThat(code.get()).isZero();
  }

  @Test
  void another_backend_is_chosen_by_name() throws Exception {
    begin(
        """
        llm:
          providers:
            - {type: scripted, name: first, chunks: [I am first.]}
            - {type: scripted, name: second, chunks: [I am second.]}
        """);
    err.await("Asks first:tiny, then second:tiny. /help");
    type("who?\r");
    screen.await("I am first.");
    type("/backend secnd\r");
    err.await("There is no backend 'secnd'. Backends: first, second");
    type("/backend second\r");
    err.await("Asks second:tiny.");
    type("who?\r");
    screen.await("I am second.");
    type("/reset\r");
    type("/backend\r");
    err.await("Asks second:tiny.");
    err.await("Not first: ");
    type("/model other\r");
    err.await("Asks second:other.");
    err.await("Neither the configuration nor the catalogue names a model 'other'");
    type("who?\r");
    err.await("second:other");
    type("/model auto\r");
    err.await("Asks second:tiny.");
    type("/model first:other\r");
    err.await("Asks first:other.");
    type("/backend auto\r");
    err.await("Asks first:tiny, then second:tiny.");
  }

  @Test
  void a_backend_that_cannot_be_used_is_not_chosen() throws Exception {
    begin("llm: {providers: [{type: scripted}, {type: secured, place: here}]}");
    err.await("Asks scripted:tiny. /help");
    type("/backend secured\r");
    err.await("Nobody can be asked.");
    err.await("SECURED_KEY");
    type("/backend\r");
    err.await("Asks scripted:tiny.");
  }

  @Test
  void a_backend_that_the_environment_chose_is_the_one_that_is_greeted_with() throws Exception {
    variable = "second";
    begin("llm: {providers: [{type: scripted, name: first}, {type: scripted, name: second}]}");
    err.await("Asks second:tiny. /help");
  }

  @Test
  void quit_leaves_and_help_says_so() throws Exception {
    begin(TestingCli.oneBackend());
    type("/help\r");
    err.await("/exit, /quit");
    type("/quit\r");
    assertThat(code.get()).isZero();
  }

  @Test
  void pasted_lines_stay_together() throws Exception {
    begin(TestingCli.oneBackend());
    type("\033[200~first\nsecond\033[201~\r");
    screen.await("[USER: first\r\nsecond]"); // the line discipline adds the return
  }

  @Test
  void exclamation_marks_and_backslashes_and_quotes_are_text() throws Exception {
    begin(TestingCli.oneBackend());
    type("wow!! C:\\new 'it\r");
    screen.await("[USER: wow!! C:\\new 'it]");
  }

  @Test
  void an_unknown_command_shows_those_there_are() throws Exception {
    begin(TestingCli.oneBackend());
    type("/rest\r");
    err.await("/rest is none of the commands:");
    err.await("/reset");
    type("/help\r");
    err.await("/backend NAME");
  }

  @Test
  void what_was_typed_is_remembered_for_its_user_alone() throws Exception {
    begin(TestingCli.oneBackend());
    type("remember me\r");
    screen.await("[USER: remember me]");
    type("\004");
    assertThat(code.get()).isZero();
    Path history = home.resolve("data/history");
    assertThat(Files.readString(history)).contains("remember me");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
        .isEqualTo("rw-------");
  }
}
