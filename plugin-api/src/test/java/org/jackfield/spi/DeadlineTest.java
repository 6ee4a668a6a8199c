package org.jackfield.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);

  @Test
  void it_passes_with_its_ticker_also_across_an_overflow() {
    Deadline deadline = Deadline.in(Duration.ofSeconds(2), nanos::get);

    assertThat(deadline.expired()).isFalse();
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(2));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(1));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(deadline.expired()).isTrue();
    assertThat(deadline.remaining()).isZero();
  }

  @Test
  void the_sooner_of_two_wins() {
    Deadline deadline = Deadline.in(Duration.ofSeconds(2), nanos::get);

    assertThat(deadline.sooner(Duration.ofSeconds(1)).remaining()).isEqualTo(Duration.ofSeconds(1));
    assertThat(deadline.sooner(Duration.ofSeconds(3))).isSameAs(deadline);
  }

  @Test
  void none_never_comes() {
    assertThat(Deadline.NONE.expired()).isFalse();
    assertThat(Deadline.NONE.bounded()).isFalse();
    assertThat(Deadline.NONE.sooner(Duration.ofSeconds(1)).bounded()).isTrue();
  }
}
