package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.OperationReply;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
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
}
