package org.jackfield.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher at a real pseudo terminal, which {@code script} opens. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TerminalIT {
  @TempDir Path folder;

  /** A shell line at a terminal: what it shows, and its keyboard. */
  private final class Session implements AutoCloseable {
    private final Process process;
    private final InputStream screen;
    private final OutputStream keyboard;
    private final StringBuilder seen = new StringBuilder();

    Session(String line) throws IOException {
      Path script = folder.resolve("line.sh");
      Files.writeString(script, line + "\n");
      boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
      List<String> command =
          mac
              ? List.of("script", "-q", "/dev/null", "sh", script.toString())
              : List.of("script", "-qec", "sh '" + script + "'", "/dev/null");
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> name.startsWith("JACKFIELD_"));
      builder.environment().remove("NO_COLOR");
      builder.environment().put("TERM", "xterm");
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("J", Launched.LAUNCHER.toString());
      builder.environment().put("JACKFIELD_DATA", folder.resolve("data").toString());
      builder.environment().put("JACKFIELD_CACHE", folder.resolve("cache").toString());
      Path config = folder.resolve("jackfield.yaml");
      Files.writeString(config, "llm:\n  providers:\n    - type: echo\n");
      builder.environment().put("JACKFIELD_CONFIG", config.toString());
      process = builder.start();
      screen = process.getInputStream();
      keyboard = process.getOutputStream();
    }

    /** Reads until that text is seen, and forgets it with all before. */
    String await(String wanted) throws IOException {
      byte[] buffer = new byte[8192];
      while (seen.indexOf(wanted) < 0) {
        int length = screen.read(buffer);
        assertThat(length).as("ended before '%s', after: %s", wanted, seen).isPositive();
        seen.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
      }
      int end = seen.indexOf(wanted) + wanted.length();
      String before = seen.substring(0, end);
      seen.delete(0, end);
      return before;
    }

    void type(String keys) throws IOException {
      keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
      keyboard.flush();
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  @Test
  void a_conversation_answers_and_leaves_the_terminal_as_it_was() throws Exception {
    try (Session session = new Session("stty -g >before; $J chat; echo code=$?; stty -g >after")) {
      session.await("> ");
      session.type("say this\r");
      session.await("first token");
      session.await("> ");
      session.type("\003");
      session.await("Ctrl-D leaves");
      session.await("> ");
      session.type("\004");
      session.await("code=0");
      session.process.waitFor();
    }
    assertThat(Files.readString(folder.resolve("after")))
        .isEqualTo(Files.readString(folder.resolve("before")));
  }

  @Test
  void a_terminal_sees_colour_and_no_escape_of_the_model_s() throws Exception {
    try (Session session =
        new Session("$J chat \"$(printf 'a\\033]0;owned\\007b')\"; echo end=$?")) {
      String shown = session.await("end=0");
      assertThat(shown).contains("ab").doesNotContain("owned").contains("\033[2mecho");
    }
  }
}
