package org.jackfield.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.Cancellation;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.EngineEvent.AttemptStarted;
import org.jackfield.engine.EngineEvent.Notice;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Environment;
import org.jackfield.engine.Folders;
import org.jackfield.engine.Jackfield;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.plugin.PluginJarBuilder;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A local backend that gets another model while its machine has memory for one alone. */
@Timeout(60)
class ModelSwitchTest {
  /**
   * The memory is a system property: empty, or the name of the model that it holds. The model
   * {@code slow} takes for ever to load, {@code broken} never loads once it has the memory.
   */
  private static final String LOAD =
      """
      static void load(BackendContext context, Attempt attempt) {
        String memory = "@MEMORY@";
        String model = context.settings().string("model");
        synchronized (System.class) {
          String holds = System.getProperty(memory, "");
          if (!holds.isEmpty() && !holds.equals(model)) {
            throw new BackendException(ErrorCode.OVERLOADED, model + " needs the memory of " + holds)
                .withHint("End it.");
          }
          if (model.equals("broken")) {
            throw new BackendException(ErrorCode.UNAVAILABLE, "broken is not a model");
          }
          System.setProperty(memory, model);
        }
        if (model.equals("slow")) {
          var cancelled = new java.util.concurrent.CountDownLatch(1);
          attempt.onCancel(cancelled::countDown);
          System.setProperty(memory, "slow begins");
          try {
            cancelled.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          System.setProperty(memory, "");
          throw new BackendException(ErrorCode.CANCELLED, "nobody waits for it");
        }
        while (model.equals("stubborn") && System.getProperty(memory, "").equals("stubborn")) {
          Thread.onSpinWait();
        }
      }
      """;

  private static final String SAYS =
      """
      load(context, attempt);
      var left = new ArrayDeque<Chunk>(List.of(
          Chunk.start("m", "1"),
          Chunk.text(0, context.settings().string("model")),
          Chunk.finish(FinishReason.STOP, Usage.reported(1, 2))));
      return new ChatStream() {
        public Chunk next() { return left.removeFirst(); }
        public void close() {}
      };
      """;

  private static final String FILE =
      "llm: {providers: [{type: local, model: %s}]}\nreload: {watch: false, no_room: %s}\n";

  @TempDir Path folder;
  private final BlockingQueue<EngineEvent> events = new LinkedBlockingQueue<>();
  private final String memory = "memory." + UUID.randomUUID();
  private @Nullable Jackfield opened;

  @BeforeEach
  void open() throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    PluginJarBuilder.plugin("local", "local")
        .factory(
            new FactorySource("demo.Factory", "local")
                .settings(
                    "return SettingsSpec.of(Setting.of(\"model\", Setting.Kind.STRING, \"M.\"));")
                .members(LOAD.replace("@MEMORY@", memory))
                .operation(
                    """
                    if (kind == Preload.class) {
                      Preload preload = attempt -> load(context, attempt);
                      return Optional.of(kind.cast(preload));
                    }
                    """)
                .chat(SAYS)
                .close("System.setProperty(\"@MEMORY@\", \"\");".replace("@MEMORY@", memory)))
        .write(plugins.resolve("local.jar"));
    save("first", "drain");
    opened =
        Jackfield.builder()
            .config(folder)
            .plugins(plugins)
            .environment(new Environment(Map.of()))
            .folders(new Folders(folder, folder.resolve("data"), folder.resolve("cache")))
            .listener(events::add)
            .open();
  }

  @AfterEach
  void close() {
    engine().close();
    System.clearProperty(memory);
  }

  private Jackfield engine() {
    return Objects.requireNonNull(opened);
  }

  private void save(String model, String noRoom) throws IOException {
    Files.writeString(folder.resolve("jackfield.yaml"), FILE.formatted(model, noRoom));
  }

  private static ChatRequest request() {
    return ChatRequest.builder().message(Message.user("Hello")).build();
  }

  /** An answer of the model in force that has begun and is not at its end. */
  private ReplyStream running() {
    ReplyStream stream = engine().stream(request(), CallOptions.NONE);
    assertThat(stream.next()).isInstanceOf(Chunk.Start.class);
    return stream;
  }

  private CompletableFuture<String> asked(CallOptions options) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(engine().chat(request(), options).text());
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  private <T extends EngineEvent> T await(Class<T> kind) throws InterruptedException {
    while (true) {
      EngineEvent event = Objects.requireNonNull(events.poll(30, TimeUnit.SECONDS), "no " + kind);
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  @Test
  void a_model_that_has_no_room_beside_the_old_one_refuses_the_change_and_says_the_way_out()
      throws IOException {
    try (ReplyStream old = running()) {
      save("second", "refuse");
      assertThatThrownBy(() -> engine().reload())
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("second needs the memory of first")
          .hasMessageContaining("set reload.no_room to 'drain'");
      assertThat(engine().generation()).isEqualTo(1);
      assertThat(old.next()).isEqualTo(Chunk.text(0, "first"));
    }
  }

  @Test
  void a_model_that_has_no_room_waits_for_the_old_one_to_leave_and_so_do_its_calls()
      throws Exception {
    ReplyStream old = running();
    save("second", "drain");
    engine().reload();
    events.clear();

    CompletableFuture<String> answer = asked(CallOptions.NONE);
    await(AttemptStarted.class);
    assertThat(old.next()).isEqualTo(Chunk.text(0, "first"));
    assertThat(answer).isNotDone();
    assertThat(System.getProperty(memory)).isEqualTo("first");

    old.close();
    assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("second");
  }

  @Test
  void a_call_that_is_cancelled_while_it_waits_for_the_old_model_ends() throws Exception {
    try (ReplyStream old = running()) {
      save("second", "drain");
      engine().reload();
      events.clear();
      Cancellation cancellation = new Cancellation();

      CompletableFuture<String> answer = asked(CallOptions.NONE.withCancellation(cancellation));
      await(AttemptStarted.class);
      cancellation.cancel();

      assertThat(answer)
          .failsWithin(30, TimeUnit.SECONDS)
          .withThrowableThat()
          .withCauseInstanceOf(EngineException.class)
          .satisfies(
              e ->
                  assertThat(e.getCause())
                      .isInstanceOfSatisfying(
                          EngineException.class,
                          cause -> assertThat(cause.code()).isEqualTo(ErrorCode.CANCELLED)));
      assertThat(old.next()).isEqualTo(Chunk.text(0, "first"));
    }
  }

  @Test
  void a_model_that_cannot_be_loaded_once_the_old_one_left_is_told() throws Exception {
    ReplyStream old = running();
    save("broken", "drain");
    engine().reload();
    old.close();

    assertThat(await(Notice.class).message())
        .isEqualTo("The new model could not be loaded: broken is not a model");
  }

  @Test
  void a_newer_change_does_not_wait_for_a_model_that_takes_long() throws Exception {
    save("slow", "drain");
    CompletableFuture<String> first = reloading();
    awaitMemory("slow begins");

    save("third", "drain");
    engine().reload();

    assertThat(first.get(30, TimeUnit.SECONDS)).contains("given up for a newer change");
    assertThat(engine().chat(request(), CallOptions.NONE).text()).isEqualTo("third");
    assertThat(engine().configState().stale()).isEmpty();
  }

  @Test
  void a_newer_change_does_not_wait_for_a_plugin_that_does_not_give_up() throws Exception {
    save("stubborn", "drain");
    CompletableFuture<String> first = reloading();
    awaitMemory("stubborn");

    save("first", "drain");
    engine().reload();

    assertThat(first.get(30, TimeUnit.SECONDS)).contains("given up for a newer change");
    assertThat(engine().generation()).isEqualTo(1);
    System.setProperty(memory, "");
  }

  @Test
  void closing_the_engine_does_not_wait_for_a_model_that_takes_long() throws Exception {
    save("slow", "drain");
    CompletableFuture<String> first = reloading();
    awaitMemory("slow begins");

    engine().close();

    assertThat(first.get(30, TimeUnit.SECONDS)).contains("given up");
  }

  private CompletableFuture<String> reloading() {
    CompletableFuture<String> failure = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                engine().reload();
                failure.complete("it was put in force");
              } catch (RuntimeException e) {
                failure.complete(String.valueOf(e.getMessage()));
              }
            });
    return failure;
  }

  private void awaitMemory(String content) {
    while (!content.equals(System.getProperty(memory))) {
      Thread.onSpinWait();
    }
  }
}
