package org.jackfield.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PullProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong now = new AtomicLong(5_000_000_000L);

  private PullProgress progress(boolean rich) {
    return new PullProgress(new Messages(err, rich, new Style(false)), now::get);
  }

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private String said() {
    String text = err.toString(StandardCharsets.UTF_8);
    err.reset();
    return text;
  }

  @Test
  void a_terminal_sees_a_bar_with_size_speed_and_time_left() {
    PullProgress progress = progress(true);
    progress.bytes("model", 0, 100_000_000);
    said();
    pass(2000);
    progress.bytes("model", 25_000_000, 100_000_000);
    assertThat(said())
        .isEqualTo(
            "\r\033[K█████░░░░░░░░░░░░░░░ model  25 %  25.0 MB of 100.0 MB  12.5 MB/s  6 s left");
  }

  @Test
  void a_bar_is_not_drawn_again_at_once() {
    PullProgress progress = progress(true);
    progress.bytes("model", 0, 1000);
    said();
    pass(10);
    progress.bytes("model", 500, 1000);
    assertThat(said()).isEmpty();
  }

  @Test
  void the_end_takes_the_bar_away_and_leaves_one_line() {
    PullProgress progress = progress(true);
    progress.bytes("model", 0, 98_362_432);
    said();
    pass(8200);
    progress.bytes("model", 98_362_432, 98_362_432);
    assertThat(said()).isEqualTo("\r\033[Kfetched model, 98.4 MB in 8.20 s\n");
  }

  @Test
  void an_end_that_is_told_again_and_again_is_shown_once_and_a_new_pull_anew() {
    PullProgress progress = progress(false);
    progress.bytes("model", 1000, 1000);
    progress.bytes("model", 1000, 1000);
    assertThat(said()).isEqualTo("fetched model, 1.0 kB in 0 ms\n");
    progress.bytes("model", 0, 1000);
    progress.bytes("model", 1000, 1000);
    assertThat(said()).endsWith("fetched model, 1.0 kB in 0 ms\n");
  }

  @Test
  void elsewhere_there_is_a_line_at_each_tenth_and_not_more_than_one_in_two_seconds() {
    PullProgress progress = progress(false);
    for (int percent = 0; percent < 100; percent++) {
      progress.bytes("model", percent * 1_000_000L, 100_000_000);
      pass(100);
    }
    progress.bytes("model", 100_000_000, 100_000_000);
    assertThat(said())
        .isEqualTo(
            """
            fetching model  0 %  0 B of 100.0 MB
            fetching model  20 %  20.0 MB of 100.0 MB  10.0 MB/s  8 s left
            fetching model  40 %  40.0 MB of 100.0 MB  10.0 MB/s  6 s left
            fetching model  60 %  60.0 MB of 100.0 MB  10.0 MB/s  4 s left
            fetching model  80 %  80.0 MB of 100.0 MB  10.0 MB/s  2 s left
            fetched model, 100.0 MB in 10 s
            """);
  }

  @Test
  void a_size_that_nobody_knows_is_left_out() {
    PullProgress progress = progress(true);
    progress.bytes("model", 0, 0);
    said();
    pass(1000);
    progress.bytes("model", 3_000_000, 0);
    assertThat(said()).isEqualTo("\r\033[Kmodel  3.0 MB  3.0 MB/s");
  }

  @Test
  void what_was_there_before_a_pull_went_on_does_not_count_as_speed() {
    PullProgress progress = progress(true);
    progress.bytes("model", 50_000_000, 100_000_000);
    said();
    pass(1000);
    progress.bytes("model", 60_000_000, 100_000_000);
    assertThat(said()).contains("10.0 MB/s  4 s left");
  }
}
