package org.jackfield.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jackfield.engine.EngineEvent.ReloadEnded;
import org.jackfield.engine.plugin.PluginJarBuilder;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;

/**
 * An engine on real files that is asked all the while: one caller wants whole answers, another
 * streams, both of a backend {@code steady} that is always configured. Whatever a test does to the
 * files and to other plugins, none of these calls may fail: {@link #close} asserts it.
 */
public final class LiveEngine implements AutoCloseable {
  /** What is always configured: an entry of {@code llm.providers}. */
  public static final String STEADY = "{type: steady}";

  /**
   * The body of a chat: it says the prompt back in two pieces, and waits before the second one when
   * that is "hold", until it is closed.
   */
  public static final String SAYS_IT_BACK =
      """
      var prompt = request.messages().getLast().text();
      var left = new java.util.ArrayDeque<Chunk>(List.of(
          Chunk.start("m", "1"),
          Chunk.text(0, "VERSION "),
          Chunk.text(0, prompt),
          Chunk.finish(FinishReason.STOP, Usage.reported(1, 2))));
      var held = new java.util.concurrent.CountDownLatch(prompt.equals("hold") ? 1 : 0);
      return new ChatStream() {
        public Chunk next() {
          if (left.size() == 2) {
            try {
              held.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return left.removeFirst();
        }
        public void close() { held.countDown(); }
      };
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PACE_MILLIS = 4;
  private static final long GC_PACE_NANOS = 50_000_000;

  private final Path folder;
  private final Path config;
  private final Path plugins;
  private final Jackfield engine;
  private final BlockingQueue<EngineEvent> events = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong answers = new AtomicLong();
  private final List<Thread> callers;

  /** Opens it in that folder, with further providers, listeners and a limit for plugin calls. */
  public LiveEngine(
      Path folder, String yaml, Duration pluginCallLimit, List<EngineListener> listeners) {
    this.folder = folder;
    this.config = made(folder.resolve("config"));
    this.plugins = made(folder.resolve("plugins"));
    jar("steady.jar", plugin("steady", "steady", "steady").bytes());
    save(yaml);
    Jackfield.Builder builder =
        Jackfield.builder()
            .config(config)
            .plugins(plugins)
            .environment(new Environment(Map.of()))
            .folders(folders())
            .pluginCallLimit(pluginCallLimit)
            .listener(events::add);
    listeners.forEach(builder::listener);
    engine = builder.open();
    events.clear();
    callers = List.of(caller(this::askSteady), caller(this::streamSteady));
  }

  /** With the engine's own limits. */
  public LiveEngine(Path folder, String yaml) {
    this(folder, yaml, Duration.ofSeconds(10), List.of());
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A plugin whose chat says the prompt back, with its version before it. */
  public static PluginJarBuilder plugin(String id, String type, String version) {
    return PluginJarBuilder.plugin(id, type)
        .attribute("Plugin-Version", version.equals("steady") ? "1.0.0" : version)
        .factory(factory(type, version));
  }

  /** Its factory, to be changed. */
  public static FactorySource factory(String type, String version) {
    return new FactorySource("demo.Factory", type)
        .settings("return SettingsSpec.of(Setting.of(\"model\", Setting.Kind.STRING, \"M.\"));")
        .chat(SAYS_IT_BACK.replace("VERSION", version));
  }

  private Thread caller(Runnable call) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (!over.await(PACE_MILLIS, TimeUnit.MILLISECONDS)) {
                  call.run();
                  answers.incrementAndGet();
                }
              } catch (Throwable e) {
                failures.add(e);
              }
            });
  }

  private void askSteady() {
    String answer = ask("steady");
    if (!answer.equals("steady now")) {
      throw new IllegalStateException("Another answer: " + answer);
    }
  }

  private void streamSteady() {
    try (ReplyStream reply = engine.stream(request("now"), to("steady"))) {
      Chunk chunk = reply.next();
      while (!(chunk instanceof Chunk.Finish)) {
        chunk = reply.next();
      }
    }
  }

  private static CallOptions to(String backend) {
    return CallOptions.NONE.withBackend(backend);
  }

  private static ChatRequest request(String prompt) {
    return ChatRequest.builder().message(Message.user(prompt)).build();
  }

  /** The engine. */
  public Jackfield engine() {
    return engine;
  }

  /** The folder of the configuration. */
  public Path config() {
    return config;
  }

  /** The folder of the plugins. */
  public Path plugins() {
    return plugins;
  }

  /** The file of settings that commands changed, in a folder that is there. */
  public Path overlay() {
    Path overlay = Places.find(new Environment(Map.of()), config, null, folders()).overlay();
    made(Objects.requireNonNull(overlay.getParent()));
    return overlay;
  }

  private Folders folders() {
    return new Folders(config, folder.resolve("data"), folder.resolve("cache"));
  }

  /** The answer of a backend. */
  public String ask(String backend) {
    return engine.chat(request("now"), to(backend)).text();
  }

  /** An answer that has begun and waits for its reader to close it. */
  public ReplyStream held(String backend) {
    ReplyStream reply = engine.stream(request("hold"), to(backend));
    Chunk chunk = reply.next();
    while (!(chunk instanceof Chunk.Text)) {
      chunk = reply.next();
    }
    return reply;
  }

  /** Saves the main file at once, as a careful editor does. */
  public void save(String yaml) {
    put(yaml.getBytes(StandardCharsets.UTF_8), config.resolve("jackfield.yaml"));
  }

  /** Saves the main file with these providers beside the steady one. */
  public void saveProviders(String... providers) {
    save(providers(providers));
  }

  /** A configuration of these providers beside the steady one. */
  public static String providers(String... providers) {
    return "llm:\n  providers:\n    - "
        + STEADY
        + "\n"
        + String.join("", List.of(providers).stream().map(p -> "    - " + p + "\n").toList());
  }

  /** Puts a jar into the folder of the plugins at once. */
  public Path jar(String name, byte[] content) {
    return put(content, plugins.resolve(name));
  }

  private Path put(byte[] content, Path to) {
    try {
      Path half = Files.write(folder.resolve("half"), content);
      return Files.move(
          half, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of the next reload. */
  public ReloadEnded reloaded() throws InterruptedException {
    while (true) {
      EngineEvent event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(event).as("a reload ends").isNotNull();
      if (event instanceof ReloadEnded ended) {
        return ended;
      }
    }
  }

  /** The end of the next reload, which has to succeed. */
  public ReloadEnded reloadedWell() throws InterruptedException {
    ReloadEnded ended = reloaded();
    assertThat(ended.error()).isEmpty();
    return ended;
  }

  /**
   * Takes the ends of reloads up to that one: several files that are saved one after another are
   * one reload or more, and none of them is left over for what a test does next.
   */
  public void reloadedUntil(Predicate<ReloadEnded> last) throws InterruptedException {
    while (!last.test(reloaded())) {
      // the next one
    }
  }

  /** The reloads that ended since they were last asked for. */
  public List<ReloadEnded> reloads() {
    List<EngineEvent> past = new ArrayList<>();
    events.drainTo(past);
    return past.stream()
        .filter(ReloadEnded.class::isInstance)
        .map(ReloadEnded.class::cast)
        .toList();
  }

  /** Waits until something is so. */
  public static void await(String what, BooleanSupplier so) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** The same for what shows only after garbage was collected. */
  public static void awaitCollecting(String what, BooleanSupplier so) {
    await(
        what,
        () -> {
          System.gc();
          LockSupport.parkNanos(GC_PACE_NANOS); // other tests want to run, too
          return so.getAsBoolean();
        });
  }

  /** Both callers got further answers since this was called, and none has failed. */
  public void assertServing() {
    long before = answers.get();
    await("calls are answered", () -> answers.get() > before + 4 || !failures.isEmpty());
    assertThat(failures).as("failed calls").isEmpty();
  }

  @Override
  public void close() {
    over.countDown();
    for (Thread caller : callers) {
      try {
        assertThat(caller.join(PATIENCE)).as("a call returns").isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    engine.close();
    assertThat(failures).as("failed calls").isEmpty();
    assertThat(answers).hasPositiveValue();
  }
}
