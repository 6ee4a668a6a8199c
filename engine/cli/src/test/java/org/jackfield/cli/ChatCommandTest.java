package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ChatCommandTest {
  private static final String FALLBACK =
      """
      llm:
        providers:
          - type: scripted
            name: first
            fail: UNAVAILABLE
            message: Server not found at localhost:1.
            hint: "Start it with: serve"
          - type: scripted
            name: second
            chunks: [The answer.]
      """;

  @TempDir Path home;

  private TestingCli cli(String... settings) throws IOException {
    return new TestingCli(home, TestingCli.oneBackend(settings));
  }

  @Test
  void the_answer_goes_to_standard_output_and_nothing_else_does() throws IOException {
    TestingCli.Result result = cli("chunks: ['Because ', 'it ', is.]").run("chat", "Why?");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("Because it is.\n");
    assertThat(result.err())
        .matches("scripted:tiny · 7\\+3 tokens · (.* tok/s · )?first token \\d+.*s\n");
  }

  @Test
  void an_answer_that_ends_its_line_gets_no_other_end() throws IOException {
    assertThat(cli("chunks: [\"a line\\n\"]").run("chat", "Why?").out()).isEqualTo("a line\n");
  }

  @Test
  void words_make_one_prompt_and_input_follows() throws IOException {
    TestingCli.Result result = cli().input("first\nsecond\n").run("chat", "Sum", "this", "up:");
    assertThat(result.out()).isEqualTo("[USER: Sum this up:\n\nfirst\nsecond\n]\n");
  }

  @Test
  void input_alone_is_the_prompt() throws IOException {
    assertThat(cli().input("Why?").run("chat").out()).isEqualTo("[USER: Why?]\n");
  }

  @Test
  void a_prompt_is_taken_as_it_is() throws IOException {
    assertThat(cli().run("chat", "@file ${sys:user.home} \"x\" $HOME").out())
        .isEqualTo("[USER: @file ${sys:user.home} \"x\" $HOME]\n");
    assertThat(cli().run("chat", "--", "--model", "-x").out()).isEqualTo("[USER: --model -x]\n");
  }

  @Test
  void no_prompt_at_all_is_a_usage_error_that_shows_how() throws IOException {
    TestingCli.Result result = cli().run("chat");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("there is no prompt").contains("jackfield chat \"Why");
  }

  @Test
  void input_that_is_not_text_is_refused() throws IOException {
    TestingCli.Result result = cli().input(new byte[] {'a', 0, 'b'}).run("chat");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("NUL at byte 1");
  }

  @Test
  void system_model_and_limits_reach_the_backend() throws IOException {
    TestingCli.Result result =
        cli().run("chat", "--system", "Be short.", "--model", "other", "--no-stream", "Why?");
    assertThat(result.out()).isEqualTo("[SYSTEM: Be short., USER: Why?]\n");
    assertThat(result.err()).startsWith("scripted:other ");
  }

  @Test
  void a_fallback_is_told_in_one_line_and_in_the_footer() throws IOException {
    TestingCli.Result result = new TestingCli(home, FALLBACK).run("chat", "Why?");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("The answer.\n");
    assertThat(result.err().lines().toList())
        .hasSize(2)
        .first()
        .isEqualTo("first: Server not found at localhost:1. Start it with: serve → trying second");
    assertThat(result.err())
        .contains("second:tiny · fell back from first (unavailable) · 7+1 tokens");
  }

  @Test
  void a_backend_that_is_named_is_asked_alone() throws IOException {
    TestingCli.Result result =
        new TestingCli(home, FALLBACK).run("chat", "--backend", "first", "?");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo("jackfield: Server not found at localhost:1. Start it with: serve\n");
  }

  @Test
  void an_unknown_backend_is_told_with_those_there_are() throws IOException {
    TestingCli.Result result =
        new TestingCli(home, FALLBACK).run("chat", "--backend", "secnd", "?");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("secnd").contains("first").contains("second");
  }

  @Test
  void when_all_fail_every_attempt_is_listed() throws IOException {
    String yaml = FALLBACK.replace("chunks: [The answer.]", "fail: AUTHENTICATION");
    TestingCli.Result result = new TestingCli(home, yaml).run("chat", "Why?");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("first: Server not found at localhost:1. Start it with: serve (unavailable")
        .contains("second: It failed. (authentication");
  }

  @Test
  void a_cut_answer_ends_as_an_error_after_what_came() throws IOException {
    TestingCli.Result result =
        cli("chunks: [half an]", "cut: true", "message: The stream was cut.").run("chat", "Why?");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("half an\n");
    assertThat(result.err()).isEqualTo("jackfield: The stream was cut.\n");
  }

  @Test
  void escape_sequences_are_stripped_on_a_terminal_also_where_a_chunk_cuts_them()
      throws IOException {
    TestingCli cli = cli("chunks: [\"a\\e\", \"[31\", \"mred\\e]0;t\", \"itle\\x07 b\"]");
    assertThat(cli.terminals("out,err").variable("NO_COLOR", "1").run("chat", "?").out())
        .isEqualTo("ared b\n");
    assertThat(cli.terminals("").run("chat", "?").out())
        .isEqualTo("a\033[31mred\033]0;title\007 b\n");
  }

  @Test
  void thinking_is_shown_to_who_watches_and_never_on_standard_output() throws IOException {
    TestingCli cli = cli("thinking: Hm.", "chunks: [Yes.]").variable("TERM", "xterm");
    TestingCli.Result watched = cli.terminals("out,err").run("chat", "?");
    assertThat(watched.out()).isEqualTo("Yes.\n");
    assertThat(watched.err()).startsWith("\033[2mHm.\033[0m\n");
    assertThat(cli.terminals("").run("chat", "?").err()).doesNotContain("Hm.");
  }

  @Test
  void an_answer_that_met_the_limit_says_so() throws IOException {
    assertThat(cli("finish: LENGTH").run("chat", "?").err()).contains("cut at the token limit");
  }

  @Test
  void what_a_backend_is_doing_passes_by_at_a_terminal_and_is_not_told_elsewhere()
      throws IOException {
    assertThat(cli("notice: model loaded").run("chat", "?").err()).doesNotContain("model loaded");
    String seen =
        cli("notice: \"half\\e[2J read\"")
            .terminals("err")
            .variable("NO_COLOR", "1")
            .run("chat", "?")
            .err();
    assertThat(seen).startsWith("\r\033[Kscripted: half read\r\033[Kscripted:tiny");
  }

  @Test
  void a_reader_that_goes_away_ends_the_run_quietly() throws IOException {
    OutputStream closing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new ClosedPipeException(new IOException("Broken pipe"));
          }
        };
    TestingCli.Result result =
        cli("chunks: [a, b]", "hang: true").output(closing).run("chat", "Why?");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
  }

  @Test
  void a_full_disk_is_an_error() throws IOException {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    TestingCli.Result result = cli("chunks: [a, b]").output(full).run("chat", "Why?");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("cannot write to standard output").contains("No space left");
  }

  @Test
  void ctrl_c_ends_an_answer_that_hangs() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            begun.countDown();
          }
        };
    TestingCli cli = cli("chunks: [begun]", "hang: true").output(out);
    CompletableFuture<TestingCli.Result> run = cli.start("chat", "Why?");
    begun.await();
    cli.interrupt();
    assertThat(run.get().code()).isEqualTo(130);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("begun\n");
    assertThat(run.get().err()).isEmpty();
  }

  @Test
  void ctrl_c_ends_the_wait_for_the_first_content() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    CountDownLatch waiting = new CountDownLatch(1);
    TestingCli cli = cli("notice: asked", "silent: true", "hang: true").terminals("err");
    OutputStream told =
        new OutputStream() {
          @Override
          public void write(int b) {
            err.write(b);
            waiting.countDown();
          }
        };
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Console console = cli.console(new ByteArrayOutputStream(), told);
    Thread.ofVirtual()
        .start(() -> code.complete(new Cli(console).run(java.util.List.of("chat", "Why?"))));
    waiting.await();
    cli.interrupt();
    assertThat(code.get()).isEqualTo(130);
  }

  @Test
  void an_answer_that_stays_off_the_schema_is_an_error_and_none_of_it_is_shown()
      throws IOException {
    Path schema = Files.writeString(home.resolve("n.json"), "{\"type\":\"integer\"}");
    TestingCli.Result result =
        cli("chunks: ['{\"n\":', '7}']").run("chat", "--schema", schema.toString(), "How many?");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("is not in the format asked for: at the top: object found, integer expected");
  }

  @Test
  void a_schema_that_is_not_there_or_wrong_is_said_before_anything_is_asked() throws IOException {
    TestingCli cli = cli("chunks: ['7']");
    Path wrong =
        Files.writeString(home.resolve("wrong.json"), "{\"type\":\"number\",\"$ref\":\"x\"}");

    TestingCli.Result none = cli.run("chat", "--schema", "nowhere.json", "How many?");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("there is no file 'nowhere.json' with a schema");
    assertThat(cli.run("chat", "--schema", wrong.toString(), "How many?").err())
        .contains("at /$ref: only references inside of the schema are followed");
  }
}
