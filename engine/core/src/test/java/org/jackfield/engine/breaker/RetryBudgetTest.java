package org.jackfield.engine.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetryBudgetTest {
  private final AtomicLong clock = new AtomicLong(Long.MIN_VALUE);
  private final RetryBudget budget = new RetryBudget(clock::get);

  private int spendable() {
    int spent = 0;
    while (budget.spend()) {
      spent++;
    }
    return spent;
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void where_little_is_asked_a_handful_of_retries_is_free() {
    budget.called();

    assertThat(spendable()).isEqualTo(10);
  }

  @Test
  void of_many_calls_a_fifth_may_be_made_again() {
    for (int i = 0; i < 500; i++) {
      budget.called();
    }
    assertThat(spendable()).isEqualTo(100);
  }

  @Test
  void both_are_forgotten_after_ten_seconds() {
    for (int i = 0; i < 500; i++) {
      budget.called();
    }
    pass(Duration.ofSeconds(5));
    assertThat(spendable()).isEqualTo(100);
    pass(Duration.ofSeconds(5));
    assertThat(spendable()).isZero();
    pass(Duration.ofSeconds(5));
    assertThat(spendable()).isEqualTo(10);
    pass(Duration.ofDays(1));
    assertThat(spendable()).isEqualTo(10);
  }

  @Test
  void five_hundred_callers_at_once_do_not_spend_more() {
    AtomicInteger spent = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        budget.called();
      }
      for (int i = 0; i < 500; i++) {
        threads.execute(
            () -> {
              if (budget.spend()) {
                spent.incrementAndGet();
              }
            });
      }
    }
    assertThat(spent).hasValue(100);
  }
}
