package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class MessagesTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String said() {
    String text = err.toString(StandardCharsets.UTF_8);
    err.reset();
    return text;
  }

  @Test
  void a_line_goes_above_the_progress() {
    Messages messages = new Messages(err, true, new Style(false));
    messages.progress("50 %");
    messages.line("a remark");
    assertThat(said()).isEqualTo("\r\033[K50 %\r\033[Ka remark\n50 %");
    messages.endProgress();
    assertThat(said()).isEqualTo("\r\033[K");
  }

  @Test
  void lines_wait_while_an_answer_is_shown() {
    Messages messages = new Messages(err, true, new Style(false));
    messages.hold();
    messages.line("one");
    messages.dim("two");
    messages.progress("50 %");
    assertThat(said()).isEmpty();
    messages.release();
    assertThat(said()).isEqualTo("one\ntwo\n");
  }

  @Test
  void a_flood_of_lines_is_counted_not_kept() {
    Messages messages = new Messages(err, true, new Style(false));
    messages.hold();
    for (int i = 0; i < 1000; i++) {
      messages.line("line " + i);
    }
    messages.release();
    assertThat(said()).hasLineCount(201).endsWith("... and 800 more lines\n");
  }

  @Test
  void what_a_terminal_would_obey_is_taken_out() {
    Messages messages = new Messages(err, true, new Style(false));
    messages.error("the server said \033[2J\033]0;owned\007no");
    assertThat(said()).isEqualTo("jackfield: the server said no\n");
  }

  @Test
  void colour_sets_errors_and_remarks_off() {
    Messages messages = new Messages(err, true, new Style(true));
    messages.error("it failed");
    messages.dim("a remark");
    assertThat(said()).isEqualTo("\033[31mjackfield:\033[0m it failed\n\033[2ma remark\033[0m\n");
  }

  @Test
  void a_closed_standard_error_stops_nothing() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("closed");
          }
        };
    Messages messages = new Messages(closed, false, new Style(false));
    messages.line("one");
    messages.line("two");
    assertThat(messages.rich()).isFalse();
  }
}
