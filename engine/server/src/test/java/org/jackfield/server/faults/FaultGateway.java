package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jackfield.server.TestingGateway;
import org.jackfield.testkit.upstream.ClosedPort;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/**
 * A gateway with backends of every provider at an upstream of its own, and a spare one that always
 * answers. A variant is a way to set up a backend: {@code claude-hasty} is Claude's in the variant
 * "hasty", and the model {@code claude-hasty-or-spare} falls back to the spare one. All tests of
 * the faults share one gateway, which {@link SharedGateway} gives them.
 */
final class FaultGateway implements AutoCloseable {
  /** The backend that answers with the question. */
  static final String SPARE = "spare";

  private static final String ALWAYS_ASKED = ", breaker: {failures: 1000000}";
  private static final String ONCE = "retries: 0" + ALWAYS_ASKED;

  /** The variants whose backends are where their provider's upstream is. */
  private static final Map<String, String> VARIANTS =
      Map.ofEntries(
          Map.entry("", ONCE),
          Map.entry("-hasty", ONCE + ", timeout: 500ms"),
          Map.entry("-idle", "retries: 3, idle_timeout: 300ms" + ALWAYS_ASKED),
          Map.entry("-again", "retries: 1" + ALWAYS_ASKED),
          Map.entry("-stormy", "retries: 3" + ALWAYS_ASKED),
          Map.entry("-busy", "retries: 2, breaker: {failures: 3, open: 1s, successes: 1}"),
          Map.entry("-fussy", "retries: 0, breaker: {failures: 1, open: 1h}"),
          Map.entry("-locked", "retries: 3"),
          Map.entry("-strict", "retries: 3"),
          Map.entry("-lenient", "retries: 3"),
          Map.entry("-small", "retries: 3, capabilities: {context: 4096}" + ALWAYS_ASKED));

  /** Profiles beside those that fall back to the spare backend; {} is the provider's type. */
  private static final Map<String, String> PROFILES =
      Map.of(
          "in-time", "{chain: [{}-hasty, {}], deadline: 1200ms}",
          "may-move", "{chain: [{}-lenient, spare], fallback_on: [authentication]}",
          "may-go", "{chain: [{}, spare], fallback_on: [permission]}",
          "grow", "{chain: [{}-small, tiny, large]}",
          "stuck", "{chain: [{}-small, tiny]}");

  private final Map<Provider, ScriptedUpstream> upstreams = new EnumMap<>(Provider.class);
  private final Journal journal = new Journal();
  private final ClosedPort closed = ClosedPort.open();
  private final ServerSocket deaf;
  private final ServerSocket slow;
  private final TestingGateway gateway;

  /** Starts it with what it needs. */
  FaultGateway(Path folder) throws IOException {
    deaf = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress()); // the kernel accepts
    slow = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    for (Provider provider : Provider.values()) {
      upstreams.put(provider, ScriptedUpstream.start().aside(provider::aside));
    }
    gateway = TestingGateway.start(folder, yaml(), journal, Path.of("target", "providers"));
  }

  private String yaml() {
    List<String> backends = new ArrayList<>();
    List<String> profiles = new ArrayList<>();
    upstreams.forEach(
        (provider, upstream) -> {
          VARIANTS.forEach(
              (variant, settings) ->
                  backends.add(
                      provider.entry(
                          provider.type() + variant, upstream.uri().toString(), settings)));
          String type = provider.type();
          String secure = "https://127.0.0.1:";
          String nowhere = closed.uri().toString();
          backends.add(provider.entry(type + "-absent", nowhere, "retries: 3" + ALWAYS_ASKED));
          backends.add(provider.entry(type + "-lost", nowhere, ONCE));
          backends.add(
              provider.entry(
                  type + "-deaf", secure + deaf.getLocalPort(), ONCE + ", timeout: 500ms"));
          backends.add(provider.entry(type + "-slow", secure + slow.getLocalPort(), ONCE));
          List.of("", "-hasty", "-idle", "-again", "-fussy", "-strict", "-absent", "-deaf")
              .forEach(
                  variant ->
                      profiles.add(
                          "%1$s%2$s-or-spare: {chain: [%1$s%2$s, spare]}"
                              .formatted(type, variant)));
          PROFILES.forEach(
              (name, settings) ->
                  profiles.add(type + "-" + name + ": " + settings.replace("{}", type)));
        });
    return """
    llm:
      providers:
        - {name: spare, type: echo}
        - {name: tiny, type: echo, capabilities: {context: 2048}}
        - {name: large, type: echo, capabilities: {context: 1000000}}
        - %s
      fallback_order: [spare]
      profiles:
        %s
    server: {port: 0}
    reload: {watch: false, probe: off}
    plugins: {allow: {llamacpp: any}}
    """
        .formatted(String.join("\n    - ", backends), String.join("\n    ", profiles));
  }

  /** A server that accepts connections for {@code -slow}, and does what a test makes it do. */
  ServerSocket slow() {
    return slow;
  }

  /** The address of {@code -absent} and {@code -lost}. */
  String nowhere() {
    return closed.hostPort();
  }

  TestingGateway gateway() {
    return gateway;
  }

  Journal journal() {
    return journal;
  }

  int port() {
    return gateway.port();
  }

  private ScriptedUpstream upstream(Provider provider) {
    return Objects.requireNonNull(upstreams.get(provider));
  }

  /** What is done for one provider. */
  interface Row {
    void of(Hop hop) throws Exception;
  }

  /** Does it for every provider at once; all that fails is told with whose it is. */
  void forEachProvider(Row row) throws InterruptedException {
    forEach(List.of(Provider.values()), row);
  }

  /** Does it for these providers at once; then nothing may be left over of any call. */
  void forEach(List<Provider> providers, Row row) throws InterruptedException {
    Map<Provider, Future<?>> running = new TreeMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Provider provider : providers) {
        Hop hop = new Hop(provider, upstream(provider).startOver(), port());
        running.put(
            provider,
            threads.submit(
                () -> {
                  row.of(hop);
                  return null;
                }));
      }
    }
    AssertionError all = new AssertionError("It does not hold for every provider.");
    running.forEach(
        (provider, future) -> {
          if (future.state() == Future.State.FAILED) {
            Throwable thrown = future.exceptionNow();
            all.addSuppressed(new AssertionError(provider + ": " + thrown.getMessage(), thrown));
          }
        });
    if (all.getSuppressed().length > 0) {
      throw all;
    }
    journal.awaitAllEnded();
    for (Provider provider : providers) {
      upstream(provider).verify();
      assertThat(String.join("\n", gateway.log())).doesNotContain(provider.key());
      assertThat(journal.toString()).doesNotContain(provider.key());
    }
  }

  /** Ends everything; no connection may be left open at any upstream. */
  @Override
  public void close() throws IOException {
    gateway.close();
    upstreams.values().forEach(ScriptedUpstream::awaitIdle);
    upstreams.values().forEach(ScriptedUpstream::close);
    slow.close();
    deaf.close();
    closed.close();
  }
}
