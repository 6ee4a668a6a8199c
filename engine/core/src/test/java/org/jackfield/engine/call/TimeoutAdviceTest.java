package org.jackfield.engine.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.config.BackendOptions;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Chunk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody is told to do whose backend was too slow. */
@Timeout(60)
class TimeoutAdviceTest {
  private static final BackendOptions HASTY =
      TestingEngine.options(Duration.ofMillis(50), Duration.ofSeconds(30), 0);

  private final TestingEngine engine = new TestingEngine();
  private final TestingBackend silent =
      new TestingBackend().then((request, attempt) -> TestingBackend.stalling());

  @AfterEach
  void close() {
    engine.close();
  }

  private String advice(String backend) {
    EngineException error =
        catchThrowableOfType(
            EngineException.class,
            () ->
                engine.stream(TestingEngine.request("hi"), CallOptions.NONE.withBackend(backend)));
    assertThat(error.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(error.message()).contains("LLM request timed out").contains("50 ms");
    return error.hint().orElseThrow();
  }

  @Test
  void a_backend_on_this_machine_is_advised_by_its_name_when_there_is_one() {
    engine
        .with("cloud", silent, HASTY, DataLocation.CLOUD)
        .with("workstation", new TestingBackend(), HASTY, DataLocation.LOCAL);

    assertThat(advice("cloud"))
        .startsWith("Check network or try JACKFIELD_LLM_BACKEND=workstation for local inference");
  }

  @Test
  void no_name_is_made_up_where_no_backend_is_on_this_machine() {
    engine.with("cloud", silent, HASTY, DataLocation.CLOUD);

    assertThat(advice("cloud"))
        .contains("Check network")
        .contains("on this machine for local inference")
        .doesNotContain("JACKFIELD_LLM_BACKEND");
  }

  @Test
  void a_backend_on_this_machine_is_given_more_time_or_less_to_do() {
    engine.with("local", silent, HASTY, DataLocation.LOCAL);

    assertThat(advice("local"))
        .isEqualTo("Raise this backend's timeout, or choose a smaller model.");
  }

  @Test
  void one_that_falls_silent_in_mid_answer_has_a_limit_of_its_own_to_raise() {
    TestingBackend stalls =
        new TestingBackend().then((r, a) -> TestingBackend.stalling(Chunk.text(0, "Hel")));
    BackendOptions brief = TestingEngine.options(Duration.ofSeconds(30), Duration.ofMillis(50), 0);
    engine
        .with("cloud", stalls, brief, DataLocation.CLOUD)
        .with("workstation", new TestingBackend(), brief, DataLocation.LOCAL);
    ReplyStream reply =
        engine.stream(TestingEngine.request("hi"), CallOptions.NONE.withBackend("cloud"));
    reply.next();

    EngineException error = catchThrowableOfType(EngineException.class, reply::next);

    assertThat(error.hint().orElseThrow())
        .contains("JACKFIELD_LLM_BACKEND=workstation")
        .contains("idle_timeout");
  }
}
