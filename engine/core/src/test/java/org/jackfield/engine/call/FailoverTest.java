package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.Cancellation;
import org.jackfield.engine.EngineEvent.AttemptEnded;
import org.jackfield.engine.EngineEvent.AttemptStarted;
import org.jackfield.engine.EngineEvent.CallEnded;
import org.jackfield.engine.EngineEvent.CallStarted;
import org.jackfield.engine.EngineEvent.FellBack;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.LiveEngine;
import org.jackfield.engine.Reply;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.config.BackendOptions;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.config.ProfileLimits;
import org.jackfield.engine.config.RequestDefaults;
import org.jackfield.engine.config.Unsupported;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Usage;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.spi.chat.WireFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class FailoverTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final TestingEngine engine = new TestingEngine();
  private final TestingBackend first = new TestingBackend();
  private final TestingBackend second = new TestingBackend();

  @AfterEach
  void close() {
    engine.close();
  }

  /** A body of which nothing may be known beyond what its codec read ahead. */
  private record SealedBody() implements WireBody {
    @Override
    public Protocol protocol() {
      return Protocol.OPENAI_CHAT;
    }

    @Override
    public byte[] bytes() {
      return new byte[0];
    }

    @Override
    public WireBody with(String field, String json) {
      return this;
    }

    @Override
    public WireBody without(String field) {
      return this;
    }

    @Override
    public WireBody apply(ChatRequest changed, Set<ChatRequest.Field> touched) {
      return this;
    }

    @Override
    public boolean says(ChatRequest.Field field) {
      return field != ChatRequest.Field.FORMAT;
    }

    @Override
    public ChatRequest.Builder decode() {
      throw new AssertionError("Nobody asked for the content of this request.");
    }
  }

  @Test
  void a_request_from_the_wire_is_not_decoded_for_a_backend_without_defaults() {
    engine.with("a", first.thenSays("Hello"));
    ChatRequest request =
        ChatRequest.received(new SealedBody(), "other-model", ChatRequest.Delivery.WHOLE);

    ReplyStream reply = engine.stream(request, CallOptions.NONE);

    assertThat(TestingEngine.text(reply)).isEqualTo("Hello");
    assertThat(first.requests.getFirst().model()).isEqualTo("other-model");
  }

  @Test
  void the_first_backend_serves_when_it_can() {
    engine.with("a", first.thenSays("Hel", "lo")).with("b", second.thenSays("no"));

    ReplyStream reply = engine.stream("hi");

    assertThat(TestingEngine.text(reply)).isEqualTo("Hello");
    assertThat(reply.backend()).isEqualTo("a");
    assertThat(reply.model()).isEqualTo("model-of-upstream");
    assertThat(reply.generation()).isEqualTo(7);
    assertThat(second.requests).isEmpty();
    assertThat(first.requests.getFirst().model()).isEqualTo("model-of-a");
  }

  @Test
  void a_backend_that_is_not_there_costs_one_attempt_and_the_next_one_serves() {
    BackendException down =
        new BackendException(ErrorCode.UNAVAILABLE, "Nothing listens.").withHint("Start it.");
    engine.with("a", first.thenFails(down)).with("b", second.thenSays("Hello"));

    ReplyStream reply = engine.stream("hi");

    assertThat(TestingEngine.text(reply)).isEqualTo("Hello");
    assertThat(reply.backend()).isEqualTo("b");
    assertThat(reply.attempts()).extracting(AttemptReport::backend).containsExactly("a", "b");
    assertThat(engine.events(FellBack.class))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.from()).isEqualTo("a");
              assertThat(event.to()).isEqualTo("b");
              assertThat(event.message()).isEqualTo("Nothing listens.");
              assertThat(event.hint()).contains("Start it.");
            });
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void what_moves_on_to_the_next_backend_is_what_the_error_table_says(ErrorCode code) {
    engine.with("a", first.thenFails(code)).with("b", second.thenSays("Hello"));

    if (code.fallback()) {
      assertThat(TestingEngine.text(engine.stream("hi"))).isEqualTo("Hello");
    } else {
      EngineException error =
          catchThrowableOfType(EngineException.class, () -> engine.stream("hi"));
      assertThat(error.code()).isEqualTo(code);
      assertThat(second.requests).isEmpty();
    }
  }

  @Test
  void when_all_fail_the_error_lists_every_attempt_with_its_hint() {
    BackendException down =
        new BackendException(ErrorCode.UNAVAILABLE, "Nothing listens.").withHint("Start it.");
    engine.with("a", first.thenFails(down)).with("b", second.thenFails(ErrorCode.PROTOCOL));

    EngineException error = catchThrowableOfType(EngineException.class, () -> engine.stream("hi"));

    assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(error.attempts()).extracting(AttemptReport::backend).containsExactly("a", "b");
    assertThat(error.message())
        .matches(
            "All 2 backends failed:\n"
                + "  a: Nothing listens. Start it. \\(unavailable after \\d+ ms\\)\n"
                + "  b: protocol happened \\(protocol after \\d+ ms\\)");
  }

  @Test
  void a_retryable_error_is_tried_again_only_when_no_other_backend_is_left() {
    BackendOptions twice = TestingEngine.options(LONG, LONG, 1);
    engine
        .with("a", first.thenFails(ErrorCode.OVERLOADED).thenSays("Hello"), twice)
        .with("b", second.thenFails(ErrorCode.PROTOCOL));

    ReplyStream reply = engine.stream("hi");

    assertThat(TestingEngine.text(reply)).isEqualTo("Hello");
    assertThat(reply.attempts()).extracting(AttemptReport::backend).containsExactly("a", "b", "a");
  }

  @Test
  void a_wait_that_is_longer_than_anyone_should_wait_is_not_waited_and_is_told() {
    BackendException limited =
        new BackendException(ErrorCode.RATE_LIMITED, "Slow down.")
            .withRetryAfter(Duration.ofHours(1));
    engine.with("a", first.thenFails(limited), TestingEngine.options(LONG, LONG, 3));

    EngineException error = catchThrowableOfType(EngineException.class, () -> engine.stream("hi"));

    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(error.retryAfter()).contains(Duration.ofHours(1));
    assertThat(first.requests).hasSize(1);
  }

  @Test
  void an_upstream_that_asks_for_a_short_wait_gets_it() {
    BackendException limited =
        new BackendException(ErrorCode.RATE_LIMITED, "Slow down.")
            .withRetryAfter(Duration.ofMillis(10));
    engine.with("a", first.thenFails(limited).thenSays("ok"), TestingEngine.options(LONG, LONG, 1));

    assertThat(TestingEngine.text(engine.stream("hi"))).isEqualTo("ok");
  }

  @Test
  void waits_that_never_happen_keep_nobody_from_trying_again() {
    BackendException busy =
        new BackendException(ErrorCode.RATE_LIMITED, "Come back in an hour.")
            .withRetryAfter(Duration.ofHours(1));
    int calls = 30; // more than may be tried again in a while
    for (int i = 0; i < calls; i++) {
      first.thenFails(busy);
    }
    BackendException soon =
        new BackendException(ErrorCode.RATE_LIMITED, "In a moment.")
            .withRetryAfter(Duration.ofMillis(10));
    engine.with("a", first.thenFails(soon).thenSays("ok"), TestingEngine.options(LONG, LONG, 1));
    for (int i = 0; i < calls; i++) {
      EngineException error =
          catchThrowableOfType(EngineException.class, () -> engine.stream("hi"));
      assertThat(error.hint().orElse("")).doesNotContain("Not tried again");
    }

    assertThat(TestingEngine.text(engine.stream("hi"))).isEqualTo("ok");
  }

  @Test
  void a_connection_that_is_lost_before_the_answer_begins_is_made_again() {
    BackendException cut =
        new BackendException(ErrorCode.PROTOCOL, "cut", new IOException("reset"));
    engine.with(
        "a",
        first.then((r, a) -> TestingBackend.breaking(cut, Chunk.start("m", "1"))).thenSays("Hello"),
        TestingEngine.options(LONG, LONG, 1));

    ReplyStream reply = engine.stream("hi");

    assertThat(TestingEngine.text(reply)).isEqualTo("Hello");
    assertThat(reply.attempts().getFirst().error()).contains(ErrorCode.UNAVAILABLE);
  }

  @Test
  void a_connection_that_is_lost_before_the_answer_begins_is_told_with_all_that_is_known_of_it() {
    BackendException cut =
        new BackendException(ErrorCode.PROTOCOL, "cut", new IOException("reset"))
            .withHint("Look at the proxy.")
            .withUpstreamStatus(200)
            .withRetryAfter(Duration.ofSeconds(7))
            .withUpstreamId("req_1");
    engine.with("a", first.then((r, a) -> TestingBackend.breaking(cut, Chunk.start("m", "1"))));

    EngineException error = catchThrowableOfType(EngineException.class, () -> engine.stream("hi"));

    assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(error.message()).isEqualTo("cut");
    assertThat(error.hint().orElse("")).contains("Look at the proxy.").contains("req_1");
    assertThat(error.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(error.getCause())
        .isInstanceOfSatisfying(
            BackendException.class,
            cause -> {
              assertThat(cause.upstreamStatus()).hasValue(200);
              assertThat(cause).hasRootCauseMessage("reset");
            });
  }

  @Test
  void pings_do_not_hide_that_an_answer_has_stalled() {
    CountDownLatch closed = new CountDownLatch(1);
    Deque<Chunk> said = new ArrayDeque<>(List.of(Chunk.start("m", "1"), Chunk.text(0, "Hel")));
    engine.with(
        "a",
        first.then((r, a) -> TestingBackend.stream(() -> pinging(said, closed), closed::countDown)),
        TestingEngine.options(LONG, SHORT, 0));
    ReplyStream reply = engine.stream("hi");

    EngineException error =
        catchThrowableOfType(EngineException.class, () -> TestingEngine.text(reply));

    assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(error.message()).contains("idle_timeout");
  }

  private static Chunk pinging(Deque<Chunk> said, CountDownLatch closed) {
    try {
      if (closed.await(said.isEmpty() ? 5 : 0, TimeUnit.MILLISECONDS)) {
        throw new BackendException(ErrorCode.CANCELLED, "closed");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return said.isEmpty() ? Chunk.other("ping", Extensions.NONE) : said.removeFirst();
  }

  @Test
  void the_providers_id_of_a_failed_request_is_told_to_the_operator() {
    BackendException broken =
        new BackendException(ErrorCode.INTERNAL, "It broke.").withUpstreamId("req_1");
    BackendException busy =
        new BackendException(ErrorCode.OVERLOADED, "Busy.").withUpstreamId("req_2");
    engine.with("a", first.thenFails(broken)).with("b", second.thenFails(busy));

    EngineException both = catchThrowableOfType(EngineException.class, () -> engine.stream("hi"));
    EngineException one =
        catchThrowableOfType(
            EngineException.class,
            () -> engine.stream(TestingEngine.request("hi"), CallOptions.NONE.withBackend("a")));

    assertThat(both.message()).contains("request id req_1").contains("request id req_2");
    assertThat(both.attempts())
        .extracting(attempt -> attempt.upstreamId().orElseThrow())
        .containsExactly("req_1", "req_2");
    assertThat(one.hint()).contains("The provider's id of the request is req_1.");
    assertThat(engine.events(AttemptEnded.class).getFirst().outcome().upstreamId())
        .contains("req_1");
  }

  @Test
  void nobody_is_told_to_come_back_for_what_does_not_heal_by_waiting() {
    BackendException spent =
        new BackendException(ErrorCode.QUOTA_EXHAUSTED, "No credit.")
            .withRetryAfter(Duration.ofSeconds(36));
    engine.with("a", first.thenFails(spent));

    EngineException error = catchThrowableOfType(EngineException.class, () -> engine.stream("hi"));

    assertThat(error.retryAfter()).isEmpty();
  }

  @Test
  void an_upstream_that_says_not_to_try_again_is_left_for_the_next_one_and_not_asked_twice() {
    BackendException final529 =
        new BackendException(ErrorCode.OVERLOADED, "Go away.").withoutRetry();
    BackendOptions retrying = TestingEngine.options(LONG, LONG, 3);
    engine
        .with("a", first.thenFails(final529).thenSays("no"), retrying)
        .with("b", second.thenFails(final529).thenSays("no"), retrying);

    EngineException error = catchThrowableOfType(EngineException.class, () -> engine.stream("hi"));

    assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(first.requests).hasSize(1);
    assertThat(second.requests).hasSize(1);
  }

  @Test
  void a_backend_without_content_in_time_is_left_for_the_next_one() {
    engine
        .with(
            "a",
            first.then((request, attempt) -> TestingBackend.stalling(Chunk.start("m", "1"))),
            TestingEngine.options(SHORT, LONG, 0))
        .with("b", second.thenSays("Hello"));

    ReplyStream reply = engine.stream("hi");

    assertThat(TestingEngine.text(reply)).isEqualTo("Hello");
    assertThat(reply.attempts().getFirst().error()).contains(ErrorCode.TIMEOUT);
    assertThat(reply.attempts().getFirst().message()).contains("'a'").contains("100 ms");
  }

  @Test
  void a_stream_cut_after_its_first_content_ends_as_an_error_and_never_changes_its_backend() {
    BackendException cut = new BackendException(ErrorCode.PROTOCOL, "cut");
    engine
        .with("a", first.then((r, a) -> TestingBackend.breaking(cut, Chunk.text(0, "Hel"))))
        .with("b", second.thenSays("Hello"));

    ReplyStream reply = engine.stream("hi");
    assertThat(reply.next()).isEqualTo(Chunk.text(0, "Hel"));
    EngineException error = catchThrowableOfType(EngineException.class, reply::next);

    assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL);
    assertThat(second.requests).isEmpty();
    assertThat(engine.events(CallEnded.class))
        .singleElement()
        .satisfies(ended -> assertThat(ended.error()).contains(ErrorCode.PROTOCOL));
  }

  @Test
  void what_never_comes_to_content_is_left_for_the_next_one_before_it_fills_the_memory() {
    WireFrame frame = WireFrame.event(Protocol.OPENAI_CHAT, new byte[1 << 20]);
    Chunk nothing = Chunk.other("frame", Extensions.NONE).withWire(frame);
    AtomicInteger sent = new AtomicInteger();
    engine
        .with("a", first.then((r, a) -> endless(nothing, sent)))
        .with("b", second.thenSays("Hello"));

    ReplyStream reply = engine.stream("hi");

    assertThat(TestingEngine.text(reply)).isEqualTo("Hello");
    assertThat(reply.attempts().getFirst().message()).contains("16 MB and no content");
    assertThat(sent).hasValue(17);
  }

  @Test
  void an_answer_without_end_is_only_for_readers_who_do_not_keep_it() {
    Chunk piece = Chunk.text(0, "x".repeat(1 << 20));
    AtomicInteger sent = new AtomicInteger();
    engine.with("a", first.then((r, a) -> endless(piece, sent)));
    ChatRequest whole = TestingEngine.request("hi").withDelivery(ChatRequest.Delivery.WHOLE);

    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () -> new Collector(0).collect(engine.stream(whole, CallOptions.NONE)));

    assertThat(error.code()).isEqualTo(ErrorCode.PROTOCOL);
    assertThat(error.message()).contains("64 MB for one answer");
    assertThat(sent).hasValue(65);
    try (ReplyStream streamed = engine.stream("hi")) {
      for (int i = 0; i < 100; i++) {
        assertThat(streamed.next()).isSameAs(piece);
      }
    }
  }

  private static ChatStream endless(Chunk chunk, AtomicInteger sent) {
    return TestingBackend.stream(
        () -> {
          sent.incrementAndGet();
          return chunk;
        },
        () -> {});
  }

  @Test
  void what_a_cut_answer_cost_until_then_is_told_as_an_estimate() {
    BackendException cut = new BackendException(ErrorCode.PROTOCOL, "cut");
    Chunk piece = Chunk.text(0, "Hel");
    Usage told = Usage.reported(12, 1).withCachedInput(8);
    engine.with(
        "a",
        first
            .then((r, a) -> costing(Usage.UNKNOWN, TestingBackend.breaking(cut, piece, piece)))
            .then((r, a) -> costing(told, TestingBackend.breaking(cut, piece, piece)))
            .then((r, a) -> costing(told.withOutput(30), TestingBackend.stalling(piece))));
    for (int i = 0; i < 2; i++) {
      ReplyStream reply = engine.stream("hi");
      reply.next();
      reply.next();
      assertThatThrownBy(reply::next).isInstanceOf(EngineException.class);
    }
    try (ReplyStream left = engine.stream("hi")) {
      left.next();
    }

    assertThat(engine.events(AttemptEnded.class))
        .extracting(ended -> ended.outcome().usage())
        .containsExactly(
            Usage.UNKNOWN.withOutput(2).with(Usage.Origin.ESTIMATED),
            told.withOutput(2).with(Usage.Origin.ESTIMATED),
            told.withOutput(30).with(Usage.Origin.ESTIMATED));
  }

  private static ChatStream costing(Usage usage, ChatStream stream) {
    return new ChatStream() {
      @Override
      public Chunk next() {
        return stream.next();
      }

      @Override
      public Usage usage() {
        return usage;
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }

  @Test
  void silence_in_the_middle_of_an_answer_ends_it_as_a_timeout() {
    engine.with(
        "a",
        first.then((r, a) -> TestingBackend.stalling(Chunk.text(0, "Hel"))),
        TestingEngine.options(LONG, SHORT, 0));

    ReplyStream reply = engine.stream("hi");
    reply.next();
    EngineException error = catchThrowableOfType(EngineException.class, reply::next);

    assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(error.message()).contains("idle_timeout");
  }

  @Test
  void the_deadline_covers_all_attempts_together() {
    engine
        .with("a", first.then((r, a) -> TestingBackend.stalling()))
        .with("b", second.thenSays("Hello"));

    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () -> engine.stream(TestingEngine.request("hi"), CallOptions.NONE.withDeadline(SHORT)));

    assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(second.requests).isEmpty();
  }

  @Test
  void cancelling_before_the_first_content_ends_the_call_and_tells_the_backend() throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    engine
        .with(
            "a",
            first.then(
                (r, a) -> {
                  opened.countDown();
                  return TestingBackend.stalling();
                }))
        .with("b", second.thenSays("no"));
    Cancellation cancellation = new Cancellation();
    Thread canceller =
        Thread.ofVirtual()
            .start(
                () -> {
                  TestingBackend.await(opened);
                  cancellation.cancel();
                });

    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () ->
                engine.stream(
                    TestingEngine.request("hi"), CallOptions.NONE.withCancellation(cancellation)));

    canceller.join();
    assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(first.attempts.getFirst().cancelled()).isTrue();
    assertThat(second.requests).isEmpty();
  }

  @Test
  void cancelling_while_waiting_to_try_again_ends_the_call() throws Exception {
    Cancellation cancellation = new Cancellation();
    BackendException limited =
        new BackendException(ErrorCode.RATE_LIMITED, "Slow down.")
            .withRetryAfter(Duration.ofSeconds(20));
    CountDownLatch failed = new CountDownLatch(1);
    engine.with(
        "a",
        first.then(
            (r, a) -> {
              failed.countDown();
              throw limited;
            }),
        TestingEngine.options(LONG, LONG, 3));
    Thread canceller =
        Thread.ofVirtual()
            .start(
                () -> {
                  TestingBackend.await(failed);
                  cancellation.cancel();
                });

    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () ->
                engine.stream(
                    TestingEngine.request("hi"), CallOptions.NONE.withCancellation(cancellation)));

    canceller.join();
    assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(first.requests).hasSize(1);
  }

  @Test
  void a_call_that_is_over_before_it_begins_asks_nobody() {
    engine.with("a", first.thenSays("no"));
    Cancellation cancelled = new Cancellation();
    cancelled.cancel();

    EngineException gone =
        catchThrowableOfType(
            EngineException.class,
            () ->
                engine.stream(
                    TestingEngine.request("hi"), CallOptions.NONE.withCancellation(cancelled)));
    EngineException late =
        catchThrowableOfType(
            EngineException.class,
            () ->
                engine.stream(
                    TestingEngine.request("hi"), CallOptions.NONE.withDeadline(Duration.ZERO)));

    assertThat(gone.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(late.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(first.requests).isEmpty();
  }

  @Test
  void cancelling_in_the_middle_of_an_answer_ends_it_and_tells_the_backend() {
    Cancellation cancellation = new Cancellation();
    engine.with("a", first.then((r, a) -> TestingBackend.stalling(Chunk.text(0, "Hel"))));
    ReplyStream reply =
        engine.stream(TestingEngine.request("hi"), CallOptions.NONE.withCancellation(cancellation));
    reply.next();
    Thread canceller = Thread.ofVirtual().start(cancellation::cancel);

    EngineException error = catchThrowableOfType(EngineException.class, reply::next);

    assertThat(canceller).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(first.attempts.getFirst().cancelled()).isTrue();
  }

  @Test
  void the_deadline_ends_an_answer_that_has_begun() {
    engine.with("a", first.then((r, a) -> TestingBackend.stalling(Chunk.text(0, "Hel"))));
    ReplyStream reply =
        engine.stream(TestingEngine.request("hi"), CallOptions.NONE.withDeadline(SHORT));
    reply.next();

    EngineException error = catchThrowableOfType(EngineException.class, reply::next);

    assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(error.message()).contains("deadline");
  }

  @Test
  void nobody_waits_to_try_again_beyond_the_deadline() {
    BackendException limited =
        new BackendException(ErrorCode.RATE_LIMITED, "Slow down.")
            .withRetryAfter(Duration.ofSeconds(20));
    engine.with("a", first.thenFails(limited), TestingEngine.options(LONG, LONG, 3));

    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () ->
                engine.stream(
                    TestingEngine.request("hi"),
                    CallOptions.NONE.withDeadline(Duration.ofSeconds(5))));

    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(first.requests).hasSize(1);
  }

  @Test
  void every_start_has_one_end_whatever_becomes_of_a_call() {
    BackendException cut = new BackendException(ErrorCode.PROTOCOL, "cut");
    engine.with(
        "a",
        first
            .thenSays("read to its end")
            .thenSays("closed", "in the middle")
            .then((r, a) -> TestingBackend.breaking(cut, Chunk.text(0, "Hel")))
            .thenFails(ErrorCode.INVALID_REQUEST)
            .then(
                (r, a) -> {
                  throw new StackOverflowError();
                }));

    TestingEngine.text(engine.stream("hi"));
    ReplyStream closed = engine.stream("hi");
    closed.next();
    closed.close();
    closed.close();
    ReplyStream broken = engine.stream("hi");
    broken.next();
    assertThatThrownBy(broken::next).isInstanceOf(EngineException.class);
    broken.close();
    assertThatThrownBy(() -> engine.stream("hi")).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> engine.stream("hi")).isInstanceOf(EngineException.class);

    assertThat(engine.events(CallStarted.class))
        .extracting(CallStarted::call)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(engine.events(CallEnded.class))
        .extracting(ended -> ended.call() + " " + ended.error().orElse(null))
        .containsExactly("1 null", "2 cancelled", "3 protocol", "4 invalid_request", "5 internal");
    assertThat(engine.events(AttemptStarted.class)).hasSize(5);
    assertThat(engine.events(AttemptEnded.class))
        .extracting(ended -> ended.call() + " " + ended.outcome().error().orElse(null))
        .containsExactly("1 null", "2 cancelled", "3 protocol", "4 invalid_request", "5 internal");
  }

  @Test
  void closing_a_reply_from_another_thread_unblocks_its_reader() throws Exception {
    engine.with("a", first.then((r, a) -> TestingBackend.stalling(Chunk.text(0, "Hel"))));
    ReplyStream reply = engine.stream("hi");
    reply.next();
    Thread closer = Thread.ofVirtual().start(reply::close);

    EngineException error = catchThrowableOfType(EngineException.class, reply::next);

    closer.join();
    assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
  }

  @Test
  void a_prompt_too_long_for_one_goes_only_to_a_backend_with_a_larger_context() {
    TestingBackend third = new TestingBackend();
    first.capabilities = Capabilities.of().withContext(2048);
    second.capabilities = Capabilities.of().withContext(1024);
    third.capabilities = Capabilities.of().withContext(8192);
    engine
        .with("a", first.thenFails(ErrorCode.CONTEXT_LENGTH))
        .with("b", second.thenSays("no"))
        .with("c", third.thenSays("yes"));

    assertThat(TestingEngine.text(engine.stream("hi"))).isEqualTo("yes");
    assertThat(second.requests).isEmpty();
  }

  @Test
  void a_refusal_by_a_context_of_unknown_size_makes_no_smaller_one_fit() {
    TestingBackend third = new TestingBackend();
    TestingBackend fourth = new TestingBackend();
    first.capabilities = Capabilities.of().withContext(200_000);
    second.capabilities = Capabilities.of();
    third.capabilities = Capabilities.of().withContext(8_000);
    fourth.capabilities = Capabilities.of().withContext(1_000_000);
    engine
        .with("a", first.thenFails(ErrorCode.CONTEXT_LENGTH))
        .with("b", second.thenFails(ErrorCode.CONTEXT_LENGTH))
        .with("c", third.thenSays("no"))
        .with("d", fourth.thenSays("yes"));

    assertThat(TestingEngine.text(engine.stream("hi"))).isEqualTo("yes");
    assertThat(second.requests).hasSize(1);
    assertThat(third.requests).isEmpty();
  }

  @Test
  void a_call_whose_attempts_are_used_up_waits_for_no_other() {
    BackendException limited =
        new BackendException(ErrorCode.RATE_LIMITED, "Slow down.")
            .withRetryAfter(Duration.ofMillis(1));
    engine
        .with("a", first.thenFails(limited), TestingEngine.options(LONG, LONG, 3))
        .with(
            new ProfileConfig(
                "once",
                List.of("a"),
                new ProfileLimits(Optional.empty(), Optional.empty(), OptionalInt.of(1)),
                new RequestDefaults(Sampling.NONE, Limits.NONE, Optional.empty()),
                Unsupported.ROUTE,
                Set.of()))
        .withDefaultProfile("once");

    EngineException error = catchThrowableOfType(EngineException.class, () -> engine.stream("hi"));

    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(first.requests).hasSize(1);
    assertThat(IntStream.range(0, 10).filter(i -> engine.backend("a").guard().retries().spend()))
        .as("none of what may be tried again is spent")
        .hasSize(10);
  }

  @Test
  void a_fault_inside_a_backend_is_told_as_its_fault_and_the_next_one_serves() {
    engine
        .with(
            "a",
            first.then(
                (r, a) -> {
                  throw new StackOverflowError();
                }))
        .with("b", second.thenSays("Hello"));

    ReplyStream reply = engine.stream("hi");

    assertThat(TestingEngine.text(reply)).isEqualTo("Hello");
    assertThat(reply.attempts().getFirst().error()).contains(ErrorCode.INTERNAL);
    assertThat(reply.attempts().getFirst().message()).contains("'a'").contains("StackOverflow");
  }

  @Test
  void every_started_attempt_ends_once_with_its_usage() {
    engine.with("a", first.thenFails(ErrorCode.PROTOCOL)).with("b", second.thenSays("Hel", "lo"));

    TestingEngine.text(engine.stream("hi"));

    assertThat(engine.events(AttemptStarted.class)).hasSize(2);
    assertThat(engine.events(AttemptEnded.class))
        .extracting(ended -> ended.outcome().usage())
        .containsExactly(Usage.UNKNOWN, Usage.reported(3, 2));
    assertThat(engine.events(AttemptEnded.class).getLast().outcome().finish())
        .contains(FinishReason.STOP);
  }

  @Test
  void tries_of_one_backend_are_told_apart_by_their_attempts_ids() {
    engine.with(
        "a",
        first
            .thenFails(
                new BackendException(ErrorCode.OVERLOADED, "busy").withRetryAfter(Duration.ZERO))
            .thenSays("Hello"),
        TestingEngine.options(LONG, LONG, 1));

    TestingEngine.text(engine.stream("hi"));

    List<Long> started =
        engine.events(AttemptStarted.class).stream().map(AttemptStarted::attempt).toList();
    assertThat(started).hasSize(2).doesNotHaveDuplicates();
    assertThat(engine.events(AttemptEnded.class))
        .extracting(AttemptEnded::attempt)
        .isEqualTo(started);
  }

  @Test
  void what_a_backend_says_of_a_part_beside_its_content_stays_with_the_part() {
    Extensions signed = Extensions.NONE.with("thought_signature", "\"S\"");
    Extensions redacted = Extensions.NONE.with("redacted_thinking", "\"E\"");
    engine.with(
        "a",
        first.then(
            (r, a) ->
                TestingBackend.of(
                    List.of(
                        Chunk.thinking(0, "").withExtensions(redacted),
                        Chunk.text(1, "I "),
                        Chunk.text(1, "look."),
                        Chunk.toolCall(2, "c", "f").withExtensions(signed),
                        Chunk.arguments(2, "{}"),
                        Chunk.finish(FinishReason.TOOL_CALLS, Usage.UNKNOWN)))));

    Reply reply = new Collector(System.nanoTime()).collect(engine.stream("hi"));

    assertThat(reply.parts())
        .containsExactly(
            Part.thinking("").withExtensions(redacted),
            Part.text("I look."),
            Part.toolCall("c", "f", "{}").withExtensions(signed));
  }

  @Test
  void what_a_backend_says_of_an_answer_beside_its_content_is_the_reply_s() {
    Extensions end =
        Extensions.NONE.with("stop_sequence", "\"END\"").with("timings", "{\"predicted_n\":2}");
    engine.with(
        "a",
        first.then(
            (r, a) ->
                TestingBackend.of(
                    List.of(
                        Chunk.text(0, "Hel"),
                        logprobs(
                            "{\"content\":[{\"token\":\"Hel\",\"logprob\":-0.25}],\"refusal\":null}"),
                        Chunk.text(0, "lo"),
                        Chunk.other("ping", Extensions.NONE),
                        logprobs("{\"content\":[{\"token\":\"l\"},{\"token\":\"o\"}]}"),
                        logprobs("{\"refusal\":[{\"token\":\"No\"}]}"),
                        Chunk.finish(FinishReason.STOP, Usage.UNKNOWN).withExtensions(end)))));

    Reply reply = new Collector(System.nanoTime()).collect(engine.stream("hi"));

    assertThat(reply.text()).isEqualTo("Hello");
    assertThat(reply.extensions())
        .isEqualTo(
            end.with(
                "logprobs",
                "{\"content\":[{\"token\":\"Hel\",\"logprob\":-0.25},{\"token\":\"l\"},{\"token\":\"o\"}],"
                    + "\"refusal\":[{\"token\":\"No\"}]}"));
    assertThat(reply.source().notes()).isEmpty();
  }

  private static Chunk logprobs(String json) {
    return Chunk.other("logprobs", Extensions.NONE.with("logprobs", json));
  }

  @Test
  void log_probabilities_that_nobody_can_read_are_left_out_with_a_note() {
    engine.with(
        "a",
        first.then(
            (r, a) ->
                TestingBackend.of(
                    List.of(
                        Chunk.text(0, "Hello"),
                        logprobs("{\"content\":[{\"token\":\"Hello\"}]}"),
                        logprobs("{\"content\":"),
                        logprobs("[0.5]"),
                        Chunk.finish(FinishReason.STOP, Usage.UNKNOWN)))));

    Reply reply = new Collector(System.nanoTime()).collect(engine.stream("hi"));

    assertThat(reply.extensions().json("logprobs"))
        .contains("{\"content\":[{\"token\":\"Hello\"}]}");
    assertThat(reply.source().notes())
        .containsExactly("log probabilities that are no lists of tokens were left out");
  }

  @Test
  void an_answer_with_nothing_beside_it_has_no_extensions() {
    engine.with("a", first.thenSays("Hello"));

    Reply reply = new Collector(System.nanoTime()).collect(engine.stream("hi"));

    assertThat(reply.extensions()).isEqualTo(Extensions.NONE);
  }

  @Test
  void a_call_that_is_refused_before_any_attempt_has_its_two_events() {
    engine.with("a", first.thenSays("Hello"));

    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () ->
                engine.stream(TestingEngine.request("hi"), CallOptions.NONE.withBackend("nobody")));

    assertThat(engine.events(CallStarted.class)).hasSize(1);
    assertThat(engine.events(CallEnded.class))
        .singleElement()
        .satisfies(
            ended -> {
              assertThat(ended.call())
                  .isEqualTo(engine.events(CallStarted.class).getFirst().call());
              assertThat(ended.error()).contains(error.code());
            });
  }

  @Test
  void a_request_whose_messages_never_came_reaches_no_backend() {
    engine.with("a", first.thenSays("Hello"));

    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () -> engine.stream(ChatRequest.builder().draft(), CallOptions.NONE));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error.message()).contains("no messages");
    assertThat(first.requests).isEmpty();
  }

  @Test
  void a_retired_backend_closes_after_its_last_call_and_takes_no_new_one() {
    engine.with("a", first.thenSays("Hel", "lo"));
    ReplyStream reply = engine.stream("hi");

    engine.backend("a").drop();
    assertThat(first.closed).hasValue(0);
    assertThat(TestingEngine.text(reply)).isEqualTo("Hello");

    LiveEngine.await("it closes", () -> first.closed.get() == 1);
    assertThat(catchThrowableOfType(EngineException.class, () -> engine.stream("hi")).code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }
}
