package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Usage;
import org.jackfield.testkit.LoadedPlugin;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.TestingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** The contract of a backend that answers by itself, without an upstream on the network. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class BackendContract {
  private final List<Backend> backends = new ArrayList<>();

  /** The backend type to test. */
  protected abstract String type();

  /** Settings of a backend that answers at once. */
  protected abstract Map<String, String> settings();

  /** Settings of a backend that is still in the middle of {@link #longRequest} after a second. */
  protected abstract Map<String, String> slowSettings();

  /** What the backend can do; everything else must fail with UNSUPPORTED. */
  protected abstract Set<Behaviour> behaviours();

  /** A request with a long answer. */
  protected abstract ChatRequest longRequest();

  /** How many callers the backend serves at once without refusing any. */
  protected int callers() {
    return 16;
  }

  /** The context of a backend; a plugin that needs files adds them here. */
  protected TestingContext context(TestingContext plain) {
    return plain;
  }

  /** The plugin under test; the jar that the build has packaged unless a subclass knows better. */
  protected LoadedPlugin plugin() {
    return LoadedPlugin.underTest();
  }

  /** Closes the backends of the test. */
  @AfterEach
  protected final void closeBackends() {
    backends.forEach(Backend::close);
    backends.clear();
  }

  private Backend backend(Map<String, String> settings) {
    TestingContext context = TestingContext.of(plugin().factory(type()), settings);
    Backend backend = plugin().create(type(), context(context));
    backends.add(backend);
    return backend;
  }

  private Chat chat() {
    return backend(settings()).operation(Chat.class).orElseThrow();
  }

  private Chat slowChat() {
    return backend(slowSettings()).operation(Chat.class).orElseThrow();
  }

  private static ChatRequest question() {
    return ChatRequest.builder().message(Message.user("What is the capital of France?")).build();
  }

  @Test
  void an_answer_has_text_and_one_finish_at_its_end() {
    try (ChatStream stream = chat().open(question(), TestingAttempt.unlimited())) {
      List<Chunk> chunks = DialectTest.drain(stream);

      assertThat(DialectTest.text(chunks)).isNotBlank();
      assertThat(chunks.stream().skip(1)).noneMatch(Chunk.Start.class::isInstance);
    }
  }

  @Test
  void usage_says_who_counted() {
    try (ChatStream stream = chat().open(question(), TestingAttempt.unlimited())) {
      Usage usage = DialectTest.finish(DialectTest.drain(stream)).usage();

      boolean counted = usage.input().isPresent() || usage.output().isPresent();
      assertThat(usage.origin() == Usage.Origin.UNKNOWN).isEqualTo(!counted);
    }
  }

  @Test
  void a_probe_is_good() {
    Health health = backend(settings()).probe(TestingAttempt.unlimited());

    assertThat(health.state()).as(health.toString()).isEqualTo(Health.State.UP);
  }

  @Test
  void an_attempt_cancelled_beforehand_is_not_answered() {
    TestingAttempt attempt = TestingAttempt.unlimited();
    attempt.cancel();

    DialectTest.hasCode(
        DialectTest.failureOfAnswer(chat(), question(), attempt), ErrorCode.CANCELLED);
  }

  @Test
  void an_attempt_cancelled_inside_the_answer_ends_it() {
    TestingAttempt attempt = TestingAttempt.unlimited();
    try (ChatStream stream = slowChat().open(longRequest(), attempt)) {
      DialectTest.firstContent(stream);

      attempt.cancel();

      DialectTest.hasCode(
          DialectTest.failure(() -> DialectTest.drain(stream)), ErrorCode.CANCELLED);
    }
  }

  @Test
  void an_attempt_whose_time_is_over_ends() {
    BackendException thrown =
        DialectTest.failureOfAnswer(
            slowChat(), longRequest(), TestingAttempt.limitedTo(Duration.ofMillis(200)));

    DialectTest.hasCode(thrown, ErrorCode.CANCELLED, ErrorCode.TIMEOUT);
  }

  @Test
  void close_from_another_thread_unblocks_the_reader() throws Exception {
    ChatStream stream = slowChat().open(longRequest(), TestingAttempt.unlimited());
    DialectTest.firstContent(stream);
    CompletableFuture<BackendException> failure =
        DialectTest.inBackground(() -> DialectTest.failure(() -> DialectTest.drain(stream)));

    stream.close();
    stream.close();

    DialectTest.hasCode(DialectTest.get(failure), ErrorCode.CANCELLED);
  }

  @Test
  void close_before_the_first_chunk_and_after_the_finish_is_quiet() {
    Chat chat = chat();
    chat.open(question(), TestingAttempt.unlimited()).close();
    ChatStream stream = chat.open(question(), TestingAttempt.unlimited());
    DialectTest.drain(stream);

    stream.close();
    stream.close();

    assertThat(DialectTest.failure(stream::next).code()).isNotNull();
  }

  @Test
  void a_cancelled_answer_leaves_the_backend_good_for_the_next() {
    Chat chat = slowChat();
    try (ChatStream stream = chat.open(longRequest(), TestingAttempt.unlimited())) {
      DialectTest.firstContent(stream);
    }
    try (ChatStream stream = chat.open(question(), TestingAttempt.unlimited())) {
      assertThat(DialectTest.firstContent(stream)).isInstanceOf(Chunk.Text.class);
    }
  }

  @Test
  void each_of_many_callers_gets_an_answer() throws Exception {
    Chat chat = chat();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < callers(); i++) {
      answers.add(
          DialectTest.inBackground(
              () -> {
                try (ChatStream stream = chat.open(question(), TestingAttempt.unlimited())) {
                  return DialectTest.text(DialectTest.drain(stream));
                }
              }));
    }
    for (CompletableFuture<String> answer : answers) {
      assertThat(answer.get()).isNotBlank();
    }
  }

  @Test
  void capabilities_say_what_it_can_do() {
    var capabilities = backend(settings()).capabilities("");

    for (Behaviour behaviour : Behaviour.values()) {
      behaviour
          .capability()
          .ifPresent(
              capability ->
                  assertThat(capabilities.has(capability))
                      .as("%s as in the behaviours", capability)
                      .isEqualTo(behaviours().contains(behaviour)));
    }
  }

  @TestFactory
  Stream<DynamicTest> what_it_can_do_is_answered() {
    return behaviours().stream()
        .map(
            behaviour ->
                dynamicTest(
                    behaviour.name(),
                    () -> {
                      TestingAttempt attempt = TestingAttempt.unlimited();
                      try (ChatStream stream = chat().open(behaviour.request(), attempt)) {
                        DialectTest.drain(stream);
                      }
                      assertThat(attempt.notes()).isEmpty();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> what_it_can_do_shows_in_its_answers() {
    Obedience obedience = new Obedience(behaviours());
    Map<Behaviour, Executable> checks =
        Map.of(
            Behaviour.MAX_TOKENS, () -> obedience.endsAtLimit(slowChat(), longRequest()),
            Behaviour.STOP, () -> obedience.endsBeforeStop(chat()),
            Behaviour.JSON, () -> obedience.answersInJson(chat(), Behaviour.JSON),
            Behaviour.JSON_SCHEMA, () -> obedience.answersBySchema(chat()),
            Behaviour.SEED, () -> obedience.repeatsWithSeed(chat()));
    return checks.entrySet().stream()
        .filter(check -> behaviours().contains(check.getKey()))
        .map(check -> dynamicTest(check.getKey().name(), check.getValue()));
  }

  @TestFactory
  Stream<DynamicTest> what_it_cannot_do_is_refused_or_noted_and_never_dropped() {
    return Arrays.stream(Behaviour.values())
        .filter(behaviour -> !behaviours().contains(behaviour))
        .map(behaviour -> dynamicTest(behaviour.name(), () -> refuses(behaviour)));
  }

  private void refuses(Behaviour behaviour) {
    TestingAttempt attempt = TestingAttempt.unlimited();
    try (ChatStream stream = chat().open(behaviour.request(), attempt)) {
      DialectTest.drain(stream);
      assertThat(behaviour.advisory())
          .as("%s is none of the behaviours: it must be refused, and was answered", behaviour)
          .isTrue();
      assertThat(attempt.notes()).as("what is left out must be noted").isNotEmpty();
    } catch (BackendException e) {
      DialectTest.hasCode(e, ErrorCode.UNSUPPORTED);
    }
  }

  /** {@link JarContract} for this plugin. */
  @Nested
  class Jar extends JarContract {
    @Override
    protected Map<String, String> settings(String type) {
      return BackendContract.this.settings();
    }

    @Override
    protected LoadedPlugin plugin() {
      return BackendContract.this.plugin();
    }
  }
}
