package org.jackfield.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RememberedTest {
  private final TestingClock clock = new TestingClock();
  private final Remembered<String> memory = new Remembered<>(clock);
  private final TestingAttempt attempt = TestingAttempt.unlimited();
  private final AtomicInteger questions = new AtomicInteger();

  private String asked(String model) {
    return memory.of(model, attempt, () -> model + questions.incrementAndGet());
  }

  @Test
  void a_model_is_asked_about_once_and_again_after_a_minute() {
    assertThat(asked("a")).isEqualTo("a1");
    assertThat(asked("a")).isEqualTo("a1");
    assertThat(asked("b")).isEqualTo("b2");
    clock.advance(Duration.ofSeconds(61));
    assertThat(asked("a")).isEqualTo("a3");
  }

  @Test
  void what_could_not_be_learnt_is_asked_again() {
    assertThatThrownBy(
            () ->
                memory.of(
                    "a",
                    attempt,
                    () -> {
                      throw new BackendException(ErrorCode.UNAVAILABLE, "Nobody is there.");
                    }))
        .hasMessage("Nobody is there.");
    assertThat(asked("a")).isEqualTo("a1");
  }

  @Test
  void those_who_need_it_at_once_wait_for_the_one_who_asks() {
    CompletableFuture<String> second = new CompletableFuture<>();
    Thread waiter = Thread.ofPlatform().unstarted(() -> second.complete(asked("a")));

    String first =
        memory.of(
            "a",
            attempt,
            () -> {
              waiter.start();
              untilItWaits(waiter);
              return "first";
            });

    assertThat(first).isEqualTo("first");
    assertThat(second.join()).isEqualTo("first");
    assertThat(questions).hasValue(0);
  }

  @Test
  void who_waits_asks_by_himself_when_the_other_fails() {
    CompletableFuture<String> second = new CompletableFuture<>();
    Thread waiter = Thread.ofPlatform().unstarted(() -> second.complete(asked("a")));

    assertThatThrownBy(
            () ->
                memory.of(
                    "a",
                    attempt,
                    () -> {
                      waiter.start();
                      untilItWaits(waiter);
                      throw new BackendException(ErrorCode.CANCELLED, "I have gone.");
                    }))
        .hasMessage("I have gone.");

    assertThat(second.join()).isEqualTo("a1");
  }

  @Test
  void who_waits_may_be_cancelled_without_the_one_who_asks() {
    TestingAttempt impatient = TestingAttempt.unlimited();
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread waiter =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  try {
                    end.complete(new AssertionError(memory.of("a", impatient, () -> "mine")));
                  } catch (BackendException e) {
                    end.complete(e);
                  }
                });

    String first =
        memory.of(
            "a",
            attempt,
            () -> {
              waiter.start();
              untilItWaits(waiter);
              impatient.cancel();
              end.join();
              return "first";
            });

    assertThat(first).isEqualTo("first");
    assertThat(end.join())
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
  }

  private static void untilItWaits(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING
        && thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }
}
