package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.OperationReply;
import org.jackfield.engine.breaker.RetryBudget;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.config.ProfileLimits;
import org.jackfield.engine.config.RequestDefaults;
import org.jackfield.engine.config.Unsupported;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Sampling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations beside chat; the one that is asked for here is to say something. */
@Timeout(60)
class OperationCallsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final TestingEngine engine = new TestingEngine();
  private final Watchdog watchdog = new Watchdog();
  private final TestingBackend first = new TestingBackend();
  private final TestingBackend second = new TestingBackend();

  @AfterEach
  void close() {
    watchdog.close();
    engine.close();
  }

  private OperationReply<String> said(String model, boolean ofOneModel) {
    ChatRequest asked = ChatRequest.builder().model(model).draft();
    return new OperationCalls(watchdog)
        .call(
            engine.snapshot(),
            asked,
            CallOptions.NONE,
            new OperationCalls.Kind<>(Chat.class, "say something", ofOneModel),
            (chat, backend, asks, attempt) -> {
              try (ChatStream stream = chat.open(asked.withModel(asks), attempt)) {
                stream.next();
                return ((Chunk.Text) stream.next()).text();
              }
            });
  }

  private static BackendException limited(Duration wait) {
    return new BackendException(ErrorCode.RATE_LIMITED, "Slow down.").withRetryAfter(wait);
  }

  @Test
  void what_heals_by_waiting_is_tried_again_once_all_others_have_failed() {
    engine
        .with(
            "a",
            first.thenFails(limited(Duration.ofMillis(10))).thenSays("Hello"),
            TestingEngine.options(LONG, LONG, 1))
        .with("b", second.thenFails(ErrorCode.PROTOCOL));

    OperationReply<String> reply = said("", false);

    assertThat(reply.result()).isEqualTo("Hello");
    assertThat(reply.attempts())
        .extracting(attempt -> attempt.backend())
        .containsExactly("a", "b", "a");
  }

  @Test
  void a_wait_that_nobody_should_wait_is_told_instead() {
    engine.with(
        "a", first.thenFails(limited(Duration.ofHours(1))), TestingEngine.options(LONG, LONG, 3));

    EngineException error = catchThrowableOfType(EngineException.class, () -> said("", false));

    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED);
    assertThat(error.retryAfter()).contains(Duration.ofHours(1));
    assertThat(first.requests).hasSize(1);
  }

  @Test
  void vectors_of_another_model_never_stand_in() {
    engine
        .with("a", first.thenFails(ErrorCode.UNAVAILABLE))
        .with("b", second.thenSays("of another model"));

    EngineException error = catchThrowableOfType(EngineException.class, () -> said("", true));

    assertThat(error.attempts()).extracting(attempt -> attempt.backend()).isEqualTo(List.of("a"));
    assertThat(second.requests).isEmpty();
  }

  @Test
  void the_same_model_elsewhere_does() {
    engine
        .with("a", first.thenFails(ErrorCode.UNAVAILABLE), TestingEngine.taking("e"))
        .with("b", second.thenSays("of the same model"), TestingEngine.taking("e"));

    assertThat(said("e", true).result()).isEqualTo("of the same model");
  }

  private static ProfileConfig profile(OptionalInt attempts, Set<ErrorCode> fallbackOn) {
    return new ProfileConfig(
        "p",
        List.of("a", "b"),
        new ProfileLimits(Optional.empty(), Optional.empty(), attempts),
        new RequestDefaults(Sampling.NONE, Limits.NONE, Optional.empty()),
        Unsupported.ROUTE,
        fallbackOn);
  }

  @Test
  void a_profile_s_attempts_are_all_that_are_made() {
    engine
        .with("a", first.thenFails(ErrorCode.UNAVAILABLE))
        .with("b", second.thenSays("no"))
        .with(profile(OptionalInt.of(1), Set.of()))
        .withDefaultProfile("p");

    EngineException error = catchThrowableOfType(EngineException.class, () -> said("", false));

    assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(second.requests).isEmpty();
  }

  @Test
  void a_profile_s_fallback_on_moves_on_where_the_table_says_no() {
    engine
        .with("a", first.thenFails(ErrorCode.CONTENT_FILTERED))
        .with("b", second.thenSays("Hello"))
        .with(profile(OptionalInt.empty(), Set.of(ErrorCode.CONTENT_FILTERED)));

    assertThat(said("p", false).result()).isEqualTo("Hello");
    assertThat(catchThrowableOfType(EngineException.class, () -> said("", false)).code())
        .as("without the profile")
        .isEqualTo(ErrorCode.CONTENT_FILTERED);
  }

  @Test
  void a_backend_whose_circuit_opens_meanwhile_is_not_tried_again() {
    BackendException busy =
        new BackendException(ErrorCode.OVERLOADED, "Busy.").withRetryAfter(Duration.ZERO);
    engine.with("a", first.thenFails(busy), TestingEngine.options(LONG, LONG, 7));

    EngineException error = catchThrowableOfType(EngineException.class, () -> said("", false));

    assertThat(error.attempts()).hasSize(5);
    assertThat(error.code()).as("what it said itself").isEqualTo(ErrorCode.OVERLOADED);
  }

  @Test
  void one_that_too_many_try_again_keeps_nobody_from_trying_another_again() {
    engine
        .with(
            "a",
            first.thenFails(limited(Duration.ofMillis(1))),
            TestingEngine.options(LONG, LONG, 3))
        .with(
            "b",
            second.thenFails(limited(Duration.ofMillis(20))).thenSays("Hello"),
            TestingEngine.options(LONG, LONG, 3));
    RetryBudget spent = engine.backend("a").guard().retries();
    while (spent.spend()) {
      assertThat(first.requests).isEmpty();
    }

    OperationReply<String> reply = said("", false);

    assertThat(reply.result()).isEqualTo("Hello");
    assertThat(reply.attempts())
        .extracting(attempt -> attempt.backend())
        .containsExactly("a", "b", "b");
  }

  @Test
  void what_is_too_long_for_one_goes_only_to_a_backend_with_a_larger_context() {
    first.capabilities = Capabilities.of(Capability.values()).withContext(2048);
    second.capabilities = Capabilities.of(Capability.values()).withContext(1024);
    engine.with("a", first.thenFails(ErrorCode.CONTEXT_LENGTH)).with("b", second.thenSays("no"));

    assertThat(catchThrowableOfType(EngineException.class, () -> said("", false)).code())
        .isEqualTo(ErrorCode.CONTEXT_LENGTH);
    assertThat(second.requests).isEmpty();
  }
}
