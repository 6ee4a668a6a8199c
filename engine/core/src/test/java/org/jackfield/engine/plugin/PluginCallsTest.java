package org.jackfield.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jackfield.engine.plugin.PluginJarBuilder.FactorySource;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Operation;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.operation.Embeddings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that cross the border into a plugin. */
@Timeout(120) // a hang guard
final class PluginCallsTest {
  private static final ChatRequest REQUEST =
      ChatRequest.builder().model("m").message(Message.user("Hi")).build();

  @TempDir private Path temp;
  private final List<AutoCloseable> opened = new java.util.ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private FactoryHandle factory(FactorySource source, Duration limit) throws IOException {
    Path plugins = Files.createTempDirectory(temp, "plugins");
    PluginJarBuilder.plugin("demo-plugin", "demo").factory(source).write(plugins.resolve("d.jar"));
    PluginHost host = PluginHost.open(temp.resolve("cache"), limit);
    opened.add(host);
    PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE);
    opened.add(registry);
    return registry.factory("demo").orElseThrow();
  }

  private Backend backend(FactorySource source) throws IOException {
    Backend backend =
        factory(source, PluginHost.DEFAULT_CALL_LIMIT).create(TestingContext.named("one"));
    opened.add(backend);
    return backend;
  }

  private static FactorySource source() {
    return new FactorySource("demo.Factory", "demo");
  }

  private static void assertCode(ErrorCode code, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.message()).matches(message);
              assertThat(error.code()).isEqualTo(code);
            });
  }

  @Test
  void inside_a_call_the_context_loader_is_the_plugins_and_after_it_the_callers()
      throws IOException {
    String inside =
        "Thread.currentThread().getContextClassLoader() == Factory.class.getClassLoader()";
    Backend backend =
        backend(
            source()
                .create(
                    "if (!(" + inside + ")) throw new AssertionError(); return new Demo(context);")
                .probe(inside)
                .chat(
                    """
                    boolean opening = %1$s;
                    return new ChatStream() {
                      public Chunk next() { return Chunk.text(0, opening + " " + %1$s); }
                      public void close() {}
                    };
                    """
                        .formatted("(" + inside + ")")));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    assertThat(backend.probe(TestingContext.attempt()).detail()).isEqualTo("true");
    try (ChatStream stream = chat(backend).open(REQUEST, TestingContext.attempt())) {
      assertThat(stream.next()).isEqualTo(Chunk.text(0, "true true"));
    }
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  private static Chat chat(Backend backend) {
    return backend.operation(Chat.class).orElseThrow();
  }

  @Test
  void the_context_loader_is_restored_after_a_failure_too() throws IOException {
    Backend backend = backend(source().chat("throw new IllegalStateException(\"no\");"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    assertCode(
        ErrorCode.INTERNAL,
        "The plugin demo-plugin@[0-9a-f]{12} failed in Chat.open: java.lang.IllegalStateException:"
            + " no",
        () -> chat(backend).open(REQUEST, TestingContext.attempt()));
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void an_error_of_the_api_passes_as_it_is() throws IOException {
    Backend backend = backend(source());
    assertCode(
        ErrorCode.UNSUPPORTED,
        "no chat",
        () -> chat(backend).open(REQUEST, TestingContext.attempt()));
  }

  @Test
  void errors_of_linking_stack_and_memory_cost_one_call() throws IOException {
    for (Map.Entry<String, String> fault :
        Map.of(
                "throw new NoClassDefFoundError(\"org/lib/Gone\");",
                "the class org.lib.Gone is missing from the archive or could not be initialised",
                "throw new OutOfMemoryError(\"mine\");",
                "memory ran out: mine",
                "return open();",
                "the stack overflowed")
            .entrySet()) {
      Backend backend =
          backend(
              source().members("static ChatStream open() { return open(); }").chat(fault.getKey()));
      assertCode(
          ErrorCode.INTERNAL,
          ".*failed in Chat.open: " + fault.getValue(),
          () -> chat(backend).open(REQUEST, TestingContext.attempt()));
      assertThat(backend.probe(TestingContext.attempt()).detail()).isEqualTo("fine");
    }
  }

  @Test
  void a_fault_in_a_stream_is_an_error_of_the_api() throws IOException {
    Backend backend =
        backend(
            source()
                .chat(
                    """
                    return new ChatStream() {
                      public Chunk next() { throw new ClassCastException("mixed up"); }
                      public void close() {}
                    };
                    """));
    try (ChatStream stream = chat(backend).open(REQUEST, TestingContext.attempt())) {
      assertCode(
          ErrorCode.INTERNAL,
          ".*failed in ChatStream.next: java.lang.ClassCastException: mixed up",
          stream::next);
    }
  }

  /** An operation that the engine has never heard of, with a result that lives on. */
  public interface Summarise extends Operation {
    Summary open();

    /** The result. */
    interface Summary extends AutoCloseable {
      String text();

      @Override
      void close();
    }
  }

  @Test
  void an_operation_of_tomorrow_is_behind_the_border_and_so_is_what_it_gives() throws IOException {
    Backend backend =
        backend(
            source()
                .create(
                    """
                    return new Demo(context) {
                      public <T extends Operation> Optional<T> operation(Class<T> kind) {
                        return Optional.of(kind.cast(proxy(kind)));
                      }
                      Object proxy(Class<?> kind) {
                        return java.lang.reflect.Proxy.newProxyInstance(
                            kind.getClassLoader(), new Class<?>[] {kind}, (p, m, a) -> {
                          if (m.getName().equals("open")) return proxy(m.getReturnType());
                          if (m.getName().equals("close")) return null;
                          if (Thread.currentThread().getContextClassLoader()
                              == Factory.class.getClassLoader()) throw new AssertionError("inside");
                          return "outside";
                        });
                      }
                    };
                    """));

    Summarise summarise = backend.operation(Summarise.class).orElseThrow();
    try (Summarise.Summary summary = summarise.open()) {
      assertCode(
          ErrorCode.INTERNAL,
          ".*failed in Summary.text: java.lang.AssertionError: inside",
          summary::text);
      assertThat(java.util.Set.of(summary)).contains(summary).doesNotContain(summarise.open());
      assertThat(summary.toString()).startsWith("Summary of the plugin demo-plugin@");
    }
  }

  @Test
  void a_result_that_is_missing_is_the_plugins_fault() throws IOException {
    Backend backend = backend(source().chat("return null;"));
    assertCode(
        ErrorCode.INTERNAL,
        ".*failed in Chat.open: .*it gave null",
        () -> chat(backend).open(REQUEST, TestingContext.attempt()));
  }

  @Test
  void an_operation_it_lacks_is_absent_and_one_outside_the_api_is_refused() throws IOException {
    Backend backend = backend(source());
    assertThat(backend.operation(Embeddings.class)).isEmpty();
    Backend odd =
        backend(
            source()
                .create(
                    """
                    return new Demo(context) {
                      public <T extends Operation> Optional<T> operation(Class<T> kind) {
                        return Optional.of(kind.cast(java.lang.reflect.Proxy.newProxyInstance(
                            kind.getClassLoader(), new Class<?>[] {kind}, (p, m, a) -> null)));
                      }
                    };
                    """));
    assertThat(odd.operation(Embeddings.class)).isPresent();
    assertThatThrownBy(() -> odd.operation(Operation.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_create_that_hangs_is_given_up_and_its_backend_closed_when_it_comes_after_all()
      throws Exception {
    Path released = temp.resolve("released");
    FactorySource hanging =
        source()
            .create(
                """
                java.nio.file.Path released = java.nio.file.Path.of("%s");
                while (!java.nio.file.Files.exists(released)) { Thread.onSpinWait(); }
                return new Demo(context);
                """
                    .formatted(released))
            .close("context.events().notice(\"closed\");");
    FactoryHandle factory = factory(hanging, Duration.ofSeconds(1));
    java.util.concurrent.CountDownLatch closed = new java.util.concurrent.CountDownLatch(1);
    assertCode(
        ErrorCode.INTERNAL,
        "The plugin demo-plugin@[0-9a-f]{12} did not return from create of the type 'demo' within"
            + " 1000 ms.",
        () -> factory.create(new TestingContext("one", notice -> closed.countDown())));
    Files.createFile(released);
    assertThat(closed.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_close_that_hangs_holds_its_plugin_and_not_its_caller() throws IOException {
    Path plugins = Files.createTempDirectory(temp, "plugins");
    Path released = temp.resolve("released");
    PluginJarBuilder.plugin("demo-plugin", "demo")
        .factory(
            source()
                .close(
                    """
                    java.nio.file.Path released = java.nio.file.Path.of("%s");
                    while (!java.nio.file.Files.exists(released)) { Thread.onSpinWait(); }
                    """
                        .formatted(released)))
        .write(plugins.resolve("d.jar"));
    PluginHost host = PluginHost.open(temp.resolve("cache"), Duration.ofSeconds(1));
    opened.add(host);
    PluginRegistry registry = host.load(List.of(plugins), PluginRules.NONE);
    Backend backend = registry.factory("demo").orElseThrow().create(TestingContext.named("one"));
    registry.close();
    backend.close();
    assertThat(host.loaded()).as("held by the thread that hangs").hasSize(1);
    Files.createFile(released);
    while (!host.loaded().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_close_that_throws_stays_inside() throws IOException {
    Backend backend = backend(source().close("throw new IllegalStateException(\"no\");"));
    backend.close();
  }

  @Test
  void a_factory_that_gives_nothing_or_throws_makes_no_backend_and_holds_nothing()
      throws IOException {
    for (String body : List.of("return null;", "throw new NoClassDefFoundError(\"a/B\");")) {
      FactoryHandle factory = factory(source().create(body), PluginHost.DEFAULT_CALL_LIMIT);
      assertCode(
          ErrorCode.INTERNAL,
          ".*failed in create: .*",
          () -> factory.create(TestingContext.named("one")));
      PluginRegistry registry = (PluginRegistry) opened.getLast();
      registry.close();
      PluginHost host = (PluginHost) opened.get(opened.size() - 2);
      assertThat(host.loaded()).isEmpty();
    }
  }

  @Test
  void a_data_rule_that_throws_is_an_error_of_the_api() throws IOException {
    FactoryHandle factory =
        factory(
            source().data("throw new IllegalStateException(\"no\");"),
            PluginHost.DEFAULT_CALL_LIMIT);
    assertCode(
        ErrorCode.INTERNAL, ".*failed in data: .*: no", () -> factory.data(Settings.of(Map.of())));
  }
}
