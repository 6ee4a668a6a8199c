package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineEvent.CircuitTurned;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Plan.Candidate;
import org.jackfield.engine.Plan.Verdict;
import org.jackfield.engine.ReplyStream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chunk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Backends that fail, and how all calls together leave them alone; the clock is the test's. */
@Timeout(60)
class CircuitTest {
  private static final CallOptions AT_A = CallOptions.NONE.withBackend("a");

  private final TestingEngine engine = new TestingEngine();
  private final TestingBackend first = new TestingBackend();
  private final TestingBackend second = new TestingBackend().thenSays("b");

  @AfterEach
  void close() {
    engine.close();
  }

  private void pass(Duration time) {
    engine.clock.addAndGet(time.toNanos());
  }

  private String ask() {
    return TestingEngine.text(engine.stream("hi"));
  }

  private EngineException refused() {
    return catchThrowableOfType(
        EngineException.class, () -> engine.stream(TestingEngine.request("hi"), AT_A));
  }

  @Test
  void a_backend_that_failed_five_times_is_skipped_until_its_time_is_over() {
    engine.with("a", first.thenFails(ErrorCode.UNAVAILABLE)).with("b", second);
    for (int i = 0; i < 8; i++) {
      assertThat(ask()).isEqualTo("b");
    }

    assertThat(first.requests).hasSize(5);
    assertThat(
            Planner.plan(engine.snapshot(), TestingEngine.request("hi"), CallOptions.NONE)
                .candidates())
        .filteredOn(candidate -> candidate.verdict() == Verdict.HEALTH)
        .singleElement()
        .extracting(Candidate::reason)
        .isEqualTo(
            "it is left alone for 60 s more after 5 failures in a row: unavailable happened");
    assertThat(engine.events(CircuitTurned.class))
        .containsExactly(new CircuitTurned("a", true, "unavailable happened"));

    first.thenSays("a");
    first.thenSays("a");
    pass(Duration.ofSeconds(60));
    assertThat(ask()).isEqualTo("b"); // the script had one failure left
    pass(Duration.ofSeconds(60));
    assertThat(ask()).isEqualTo("a");
    assertThat(ask()).isEqualTo("a");
    assertThat(engine.events(CircuitTurned.class).getLast())
        .isEqualTo(new CircuitTurned("a", false, ""));
  }

  @Test
  void the_only_backend_fails_fast_with_what_it_said_last_and_when_to_come_again() {
    engine.with(
        "a",
        first.thenFails(
            new BackendException(ErrorCode.UNAVAILABLE, "Nothing listens.").withHint("Start it.")));
    for (int i = 0; i < 5; i++) {
      refused();
    }

    EngineException fast = refused();

    assertThat(first.requests).hasSize(5);
    assertThat(fast.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(fast)
        .hasMessage("it is left alone for 60 s more after 5 failures in a row: Nothing listens.");
    assertThat(fast.hint()).contains("Start it.");
    assertThat(fast.retryAfter()).contains(Duration.ofSeconds(60));
  }

  @Test
  void a_refused_key_is_not_tried_again_by_the_next_call() {
    engine.with("a", first.thenFails(ErrorCode.AUTHENTICATION));
    refused();

    assertThat(refused().code()).isEqualTo(ErrorCode.AUTHENTICATION);
    assertThat(first.requests).hasSize(1);
  }

  @Test
  void a_call_with_tries_left_stops_when_the_circuit_opens() {
    engine.with(
        "a",
        first.thenFails(
            new BackendException(ErrorCode.OVERLOADED, "Busy.").withRetryAfter(Duration.ZERO)),
        TestingEngine.options(Duration.ofSeconds(30), Duration.ofSeconds(30), 9));

    EngineException failed = refused();

    assertThat(failed.attempts()).hasSize(5);
    assertThat(failed.code()).isEqualTo(ErrorCode.OVERLOADED);
  }

  @Test
  void answers_that_break_off_count_as_failures_although_they_began() {
    engine.with(
        "a",
        first.then(
            (request, attempt) ->
                TestingBackend.breaking(
                    new BackendException(ErrorCode.PROTOCOL, "Cut."), Chunk.text(0, "Hel"))));
    for (int i = 0; i < 5; i++) {
      assertThat(catchThrowableOfType(EngineException.class, this::ask).code())
          .isEqualTo(ErrorCode.PROTOCOL);
    }

    assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(first.requests).hasSize(5);
  }

  @Test
  void callers_who_leave_say_nothing_of_the_backend() {
    engine.with("a", first.then((request, attempt) -> TestingBackend.stalling(Chunk.text(0, "H"))));
    for (int i = 0; i < 10; i++) {
      try (ReplyStream reply = engine.stream("hi")) {
        reply.next();
      }
    }
    assertThat(engine.backend("a").circuit().failures()).isZero();
  }

  @Test
  void a_storm_of_five_hundred_clients_is_not_multiplied_by_their_retries() throws Exception {
    engine.with(
        "a",
        first.thenFails(
            new BackendException(ErrorCode.RATE_LIMITED, "Slow down.")
                .withRetryAfter(Duration.ZERO)),
        TestingEngine.options(Duration.ofSeconds(30), Duration.ofSeconds(30), 5));
    AtomicInteger told = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        clients.execute(
            () -> {
              EngineException failed = refused();
              List<AttemptReport> attempts = failed.attempts();
              if (attempts.size() < 6 && failed.hint().orElse("").contains("Not tried again")) {
                told.incrementAndGet();
              }
            });
      }
    }
    assertThat(first.requests).hasSizeBetween(500, 600);
    assertThat(told.get()).isGreaterThan(400);
  }
}
