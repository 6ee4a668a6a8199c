package org.jackfield.engine.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.engine.CallOptions;
import org.jackfield.engine.EngineEvent;
import org.jackfield.engine.ReplyStream;
import org.jackfield.engine.breaker.BackendGuard;
import org.jackfield.engine.breaker.BreakerRules;
import org.jackfield.engine.capability.CapabilityChanges;
import org.jackfield.engine.capability.CapabilityOverlay;
import org.jackfield.engine.capability.CapabilityRow;
import org.jackfield.engine.config.BackendOptions;
import org.jackfield.engine.config.ProfileConfig;
import org.jackfield.engine.prompt.ModelFamilies;
import org.jackfield.engine.prompt.PromptTemplate;
import org.jackfield.engine.prompt.Prompts;
import org.jackfield.engine.snapshot.BackendHandle;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.engine.snapshot.KeptSecrets;
import org.jackfield.spi.DataLocation;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.Message;

/** A call chain over backends that do what they are told, and all events it told. */
final class TestingEngine implements AutoCloseable {
  final List<EngineEvent> events = Collections.synchronizedList(new ArrayList<>());
  final AtomicLong clock = new AtomicLong();
  private final Watchdog watchdog = new Watchdog();
  private final Map<String, BackendHandle> backends = new LinkedHashMap<>();
  private final List<CapabilityRow> rows = new ArrayList<>();
  private final List<ProfileConfig> profiles = new ArrayList<>();
  private Optional<String> defaultProfile = Optional.empty();
  private Prompts prompts = Prompts.NONE;
  private final CallChain chain =
      new CallChain(new Failover(new Attempts(watchdog, events::add), events::add), events::add);

  static BackendOptions options(Duration timeout, Duration idle, int retries) {
    return options(timeout, idle, retries, List.of());
  }

  static BackendOptions options(Duration timeout, Duration idle, int retries, List<String> models) {
    return new BackendOptions(
        timeout,
        idle,
        OptionalInt.empty(),
        OptionalDouble.empty(),
        retries,
        Optional.empty(),
        models,
        BreakerRules.DEFAULT,
        CapabilityChanges.NONE);
  }

  static final BackendOptions PATIENT = options(Duration.ofSeconds(30), Duration.ofSeconds(30), 0);

  /** Patient, and to be asked for these models beside its own. */
  static BackendOptions taking(String... models) {
    return options(Duration.ofSeconds(30), Duration.ofSeconds(30), 0, List.of(models));
  }

  TestingEngine with(String name, TestingBackend backend) {
    return with(name, backend, PATIENT);
  }

  TestingEngine with(String name, TestingBackend backend, BackendOptions options) {
    return with(name, backend, options, DataLocation.LOCAL);
  }

  TestingEngine with(
      String name, TestingBackend backend, BackendOptions options, DataLocation data) {
    backends.put(
        name,
        BackendHandle.serving(
            identity(name, data),
            options,
            new CapabilityOverlay(rows, options.capabilities()),
            BackendGuard.of(clock::get),
            KeptSecrets.NONE,
            backend));
    return this;
  }

  /** Something known of the models of the backends that are added from now on. */
  TestingEngine knowing(String models, CapabilityChanges changes) {
    rows.add(new CapabilityRow(List.of("testing"), List.of(models), changes, "models.yaml:1"));
    return this;
  }

  TestingEngine withUnusable(String name, String problem) {
    backends.put(
        name, BackendHandle.unusable(identity(name, DataLocation.CLOUD), PATIENT, problem));
    return this;
  }

  TestingEngine with(ProfileConfig profile) {
    profiles.add(profile);
    return this;
  }

  TestingEngine withDefaultProfile(String name) {
    defaultProfile = Optional.of(name);
    return this;
  }

  TestingEngine with(PromptTemplate... templates) {
    prompts = new Prompts(List.of(templates), ModelFamilies.shipped());
    return this;
  }

  private static BackendHandle.Identity identity(String name, DataLocation data) {
    return new BackendHandle.Identity(
        name, "testing", "model-of-" + name, data, "plugin", "", Optional.empty());
  }

  EngineSnapshot snapshot() {
    return new EngineSnapshot(
        7,
        List.copyOf(backends.values()),
        profiles,
        new EngineSnapshot.Routing(List.copyOf(backends.keySet()), defaultProfile, false),
        prompts,
        List.of("testing"));
  }

  BackendHandle backend(String name) {
    return Optional.ofNullable(backends.get(name)).orElseThrow();
  }

  ReplyStream stream(String prompt) {
    return stream(request(prompt), CallOptions.NONE);
  }

  ReplyStream stream(ChatRequest request, CallOptions options) {
    return chain.serve(snapshot(), request, options);
  }

  static ChatRequest request(String prompt) {
    return ChatRequest.builder().message(Message.user(prompt)).build();
  }

  static String text(ReplyStream reply) {
    StringBuilder text = new StringBuilder();
    Chunk chunk;
    do {
      chunk = reply.next();
      if (chunk instanceof Chunk.Text piece) {
        text.append(piece.text());
      }
    } while (!(chunk instanceof Chunk.Finish));
    return text.toString();
  }

  <T extends EngineEvent> List<T> events(Class<T> kind) {
    synchronized (events) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  @Override
  public void close() {
    watchdog.close();
  }
}
