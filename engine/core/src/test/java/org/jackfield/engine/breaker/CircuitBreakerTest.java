package org.jackfield.engine.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.engine.breaker.CircuitBreaker.Permit;
import org.jackfield.engine.breaker.CircuitBreaker.Phase;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@Timeout(60)
class CircuitBreakerTest {
  private static final BreakerRules RULES = new BreakerRules(3, Duration.ofSeconds(60), 2);

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
  private final CircuitBreaker breaker = new CircuitBreaker(clock::get);

  private Permit enter() {
    return breaker.enter(RULES).orElseThrow();
  }

  private void fail(ErrorCode code) {
    enter().failed(new BackendException(code, code + " happened."));
  }

  private void open() {
    for (int i = 0; i < RULES.failures(); i++) {
      fail(ErrorCode.UNAVAILABLE);
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private Phase phase() {
    return breaker.reading(RULES).phase();
  }

  @Test
  void failures_in_a_row_open_it_and_a_success_between_them_does_not_let_them_count() {
    fail(ErrorCode.UNAVAILABLE);
    fail(ErrorCode.TIMEOUT);
    Permit good = enter();
    good.began();
    good.succeeded();
    fail(ErrorCode.PROTOCOL);
    fail(ErrorCode.INTERNAL);
    assertThat(phase()).isEqualTo(Phase.CLOSED);

    assertThat(enter().failed(new BackendException(ErrorCode.OVERLOADED, "Busy."))).isTrue();

    assertThat(phase()).isEqualTo(Phase.OPEN);
    assertThat(breaker.enter(RULES)).isEmpty();
    pass(Duration.ofMillis(18_500));
    assertThat(breaker.reading(RULES).why())
        .contains("it is left alone for 42 s more after 3 failures in a row: Busy.");
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      mode = Mode.EXCLUDE,
      names = {"UNAVAILABLE", "TIMEOUT", "OVERLOADED", "PROTOCOL", "INTERNAL", "AUTHENTICATION"})
  void what_may_be_the_caller_s_doing_or_heals_by_its_own_wait_never_opens_it(ErrorCode code) {
    for (int i = 0; i < 10; i++) {
      fail(code);
    }
    assertThat(phase()).isEqualTo(Phase.CLOSED);
  }

  @Test
  void a_refused_key_opens_it_at_once() {
    fail(ErrorCode.AUTHENTICATION);

    assertThat(breaker.reading(RULES).why())
        .contains("it is left alone for 60 s more after a failure: authentication happened.");
  }

  @Test
  void a_server_that_says_when_to_come_again_is_taken_at_its_word_within_the_rules() {
    BackendException loading = new BackendException(ErrorCode.UNAVAILABLE, "Loading.");
    for (int i = 0; i < RULES.failures(); i++) {
      enter().failed(loading.withRetryAfter(Duration.ofSeconds(5)));
    }
    assertThat(breaker.reading(RULES).left()).hasSeconds(5);
    pass(Duration.ofSeconds(5));
    enter().failed(loading.withRetryAfter(Duration.ofHours(1)));
    assertThat(breaker.reading(RULES).left()).hasSeconds(60);
    pass(Duration.ofSeconds(60));
    enter().failed(loading.withRetryAfter(Duration.ZERO));
    assertThat(breaker.reading(RULES).left()).hasSeconds(1);
  }

  @Test
  void after_its_time_tries_that_succeed_close_it() {
    open();
    pass(RULES.open());

    Permit first = enter();
    assertThat(breaker.enter(RULES)).isEmpty();
    assertThat(breaker.reading(RULES).why())
        .hasValueSatisfying(why -> assertThat(why).startsWith("another call is just trying"));
    assertThat(first.began()).isFalse();
    assertThat(phase()).isEqualTo(Phase.HALF_OPEN);
    assertThat(enter().began()).isTrue();

    assertThat(phase()).isEqualTo(Phase.CLOSED);
    assertThat(breaker.reading(RULES).why()).isEmpty();
    fail(ErrorCode.TIMEOUT);
    fail(ErrorCode.TIMEOUT);
    assertThat(phase()).isEqualTo(Phase.CLOSED);
  }

  @Test
  void a_try_that_fails_opens_it_for_its_whole_time_again() {
    open();
    pass(RULES.open());
    fail(ErrorCode.TIMEOUT);

    assertThat(phase()).isEqualTo(Phase.OPEN);
    pass(RULES.open().minusNanos(1));
    assertThat(breaker.enter(RULES)).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(breaker.enter(RULES)).isPresent();
  }

  @Test
  void a_try_whose_caller_left_or_was_wrong_makes_room_for_the_next_one() {
    open();
    pass(RULES.open());

    enter().released();
    fail(ErrorCode.INVALID_REQUEST);

    assertThat(breaker.enter(RULES)).isPresent();
    assertThat(phase()).isEqualTo(Phase.HALF_OPEN);
  }

  @Test
  void a_call_from_before_says_nothing_of_the_time_after() {
    Permit slow = enter();
    Permit slower = enter();
    open();
    slow.succeeded();
    assertThat(phase()).isEqualTo(Phase.OPEN);
    pass(RULES.open());
    Permit probe = enter();

    slower.failed(new BackendException(ErrorCode.TIMEOUT, "Late."));
    slower.released();

    assertThat(phase()).isEqualTo(Phase.HALF_OPEN);
    assertThat(breaker.enter(RULES)).isEmpty();
    probe.began();
    assertThat(breaker.enter(RULES)).isPresent();
  }

  @Test
  void a_try_that_breaks_off_after_it_began_opens_it_again() {
    open();
    pass(RULES.open());
    Permit probe = enter();
    probe.began();

    assertThat(probe.failed(new BackendException(ErrorCode.PROTOCOL, "Cut."))).isTrue();

    assertThat(phase()).isEqualTo(Phase.OPEN);
  }

  @Test
  void of_a_thousand_calls_at_once_exactly_one_may_try() throws Exception {
    open();
    pass(RULES.open());
    for (int round = 0; round < 50; round++) {
      List<Permit> admitted = atOnce(1_000, () -> breaker.enter(RULES));
      assertThat(admitted).hasSize(1);
      admitted.getFirst().released();
    }
  }

  @Test
  void a_thousand_calls_that_end_all_ways_at_once_leave_it_whole() throws Exception {
    for (int round = 0; round < 20; round++) {
      AtomicLong turn = new AtomicLong();
      atOnce(
          1_000,
          () -> {
            Optional<Permit> permit = breaker.enter(RULES);
            permit.ifPresent(
                given -> {
                  switch ((int) (turn.getAndIncrement() % 3)) {
                    case 0 -> given.failed(new BackendException(ErrorCode.TIMEOUT, "Late."));
                    case 1 -> given.released();
                    default -> {
                      given.began();
                      given.succeeded();
                    }
                  }
                });
            return permit;
          });
      pass(RULES.open());
      // Whatever they did: after its time it lets a call in, and two good ones close it.
      for (int i = 0; i < RULES.successes() && phase() != Phase.CLOSED; i++) {
        enter().began();
      }
      assertThat(phase()).isEqualTo(Phase.CLOSED);
    }
  }

  private static List<Permit> atOnce(int calls, Callable<Optional<Permit>> call) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Optional<Permit>>> running = new ArrayList<>();
    List<Permit> admitted = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < calls; i++) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.call();
                }));
      }
      start.countDown();
      for (Future<Optional<Permit>> each : running) {
        each.get().ifPresent(admitted::add);
      }
    }
    return admitted;
  }
}
