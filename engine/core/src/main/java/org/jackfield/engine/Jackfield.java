package org.jackfield.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jackfield.engine.call.CallChain;
import org.jackfield.engine.call.Collector;
import org.jackfield.engine.call.OperationCalls;
import org.jackfield.engine.call.Planner;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.engine.config.ConfigView;
import org.jackfield.engine.config.ServerConfig;
import org.jackfield.engine.config.SettingsChange;
import org.jackfield.engine.plugin.PluginHost;
import org.jackfield.engine.plugin.TypeDescription;
import org.jackfield.engine.prompt.Prompts;
import org.jackfield.engine.reload.Reloads;
import org.jackfield.engine.snapshot.EngineSnapshot;
import org.jackfield.engine.snapshot.Snapshots;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.EmbeddingRequest;
import org.jackfield.spi.operation.EmbeddingResult;
import org.jackfield.spi.operation.Embeddings;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;
import org.jspecify.annotations.Nullable;

/**
 * The engine: every configured backend behind one interface. Thread-safe; close it to free
 * connections, models and plugins.
 *
 * <pre>{@code
 * try (Jackfield engine = Jackfield.open(Path.of("config"))) {
 *   System.out.println(engine.chat("Why is the sky blue?").text());
 * }
 * }</pre>
 */
public final class Jackfield implements AutoCloseable {
  private static final OperationCalls.Kind<Embeddings> EMBEDDINGS =
      new OperationCalls.Kind<>(Embeddings.class, "make embeddings", true);
  private static final OperationCalls.Kind<TokenCount> TOKEN_COUNT =
      new OperationCalls.Kind<>(TokenCount.class, "count tokens", false);
  private static final OperationCalls.Kind<ModelList> MODEL_LIST =
      new OperationCalls.Kind<>(ModelList.class, "list models", false);

  private final Snapshots snapshots;
  private final Reloads reloads;
  private final PluginHost host;
  private final CallChain chain;
  private final OperationCalls operations;
  private final Places places;
  private final Runnable closing;

  Jackfield(
      Snapshots snapshots,
      Reloads reloads,
      PluginHost host,
      CallChain chain,
      OperationCalls operations,
      Places places,
      Runnable closing) {
    this.snapshots = snapshots;
    this.reloads = reloads;
    this.host = host;
    this.chain = chain;
    this.operations = operations;
    this.places = places;
    this.closing = closing;
  }

  /**
   * The engine of that configuration, a file or a folder, with the plugins of the home that {@code
   * JACKFIELD_HOME} names.
   *
   * @throws ConfigException that lists every problem of the configuration
   */
  public static Jackfield open(Path config) {
    return builder().config(config).open();
  }

  /** Collects what an engine is made of. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The whole answer to a prompt, by the default route; blocks.
   *
   * @throws EngineException when no backend answered
   */
  public Reply chat(String prompt) {
    return chat(ChatRequest.builder().message(Message.user(prompt)).build(), CallOptions.NONE);
  }

  /**
   * The whole answer to a request; blocks.
   *
   * @throws EngineException when no backend answered
   */
  public Reply chat(ChatRequest request, CallOptions options) {
    long start = System.nanoTime();
    ChatRequest whole = request.withDelivery(ChatRequest.Delivery.WHOLE);
    return new Collector(start).collect(stream(whole, options));
  }

  /**
   * The answer to a request, piece by piece. Blocks until the answer has begun: from then on it
   * stays with its backend. The caller closes the stream.
   *
   * @throws EngineException when no backend answered
   */
  public ReplyStream stream(ChatRequest request, CallOptions options) {
    EngineSnapshot snapshot = snapshots.pinned();
    try {
      return chain.serve(snapshot, request, options);
    } finally {
      snapshot.unpin(); // the answer has begun: it needs its own backend alone
    }
  }

  /**
   * One vector for each text, by the route that a chat with that model would take; blocks. Without
   * a model each backend uses the one it is configured for.
   *
   * @throws EngineException when no backend gave any
   */
  public OperationReply<EmbeddingResult> embed(EmbeddingRequest request, CallOptions options) {
    ChatRequest target = ChatRequest.builder().model(request.model()).draft();
    return operated(
        snapshot ->
            operations.call(
                snapshot,
                target,
                options,
                EMBEDDINGS,
                (embeddings, backend, model, attempt) ->
                    embeddings.embed(
                        request.withModel(model.equals(backend.model()) ? "" : model), attempt)));
  }

  /**
   * The tokens of a request's prompt, as the first backend of its route counts or estimates them;
   * blocks.
   *
   * @throws EngineException when no backend could
   */
  public OperationReply<Count> count(ChatRequest request, CallOptions options) {
    return operated(
        snapshot ->
            operations.call(
                snapshot,
                request,
                options,
                TOKEN_COUNT,
                (count, backend, model, attempt) ->
                    count.count(request.withModel(model), attempt)));
  }

  /**
   * The models that a backend's server has; blocks.
   *
   * @throws EngineException when there is no such backend, or it does not tell
   */
  public OperationReply<List<ModelInfo>> models(String backend) {
    ChatRequest nothing = ChatRequest.builder().draft();
    return operated(
        snapshot ->
            operations.call(
                snapshot,
                nothing,
                CallOptions.NONE.withBackend(backend),
                MODEL_LIST,
                (list, handle, model, attempt) -> list.models(attempt)));
  }

  private <T> OperationReply<T> operated(Function<EngineSnapshot, OperationReply<T>> call) {
    EngineSnapshot snapshot = snapshots.pinned();
    try {
      return call.apply(snapshot);
    } finally {
      snapshot.unpin();
    }
  }

  /**
   * What the engine would do with a request; asks no backend.
   *
   * @throws EngineException when it names a profile or backend that does not exist
   */
  public Plan explain(ChatRequest request, CallOptions options) {
    EngineSnapshot snapshot = snapshots.pinned();
    try {
      return Planner.plan(snapshot, request, options);
    } finally {
      snapshot.unpin();
    }
  }

  /** Every configured backend; probed at the same time, each for ten seconds at most, if asked. */
  public List<BackendStatus> backends(boolean probe) {
    return snapshots.status(probe);
  }

  /**
   * What is known of a backend's model; asks nobody.
   *
   * @param model the model; empty for the backend's own
   * @throws EngineException when there is no such backend, or it cannot serve
   */
  public ModelCapabilities capabilities(String backend, String model) {
    return snapshots.capabilities(backend, model);
  }

  /** Every plugin that was found. */
  public List<PluginStatus> plugins() {
    return snapshots.plugins();
  }

  /** What plugins left behind and is still there: calls, threads and memory; the oldest first. */
  public List<PluginLeftover> leftovers() {
    return host.leftovers();
  }

  /** What may be configured for a backend type or alias, when it is installed. */
  public Optional<TypeDescription> describe(String type) {
    return snapshots.describe(type);
  }

  /** The configuration in force, each value with its origin, secrets masked. */
  public ConfigView config() {
    return snapshots.config().sources().view();
  }

  /** What is odd about the configuration and the plugins and stopped nothing. */
  public List<String> warnings() {
    return snapshots.warnings();
  }

  /** The server's part of the configuration. */
  public ServerConfig server() {
    return snapshots.config().server();
  }

  /** The names of the profiles. */
  public List<String> profiles() {
    return List.copyOf(snapshots.config().routing().profiles().keySet());
  }

  /** The configuration's file or folder; empty when there is none. */
  public Optional<Path> configRoot() {
    return places.config();
  }

  /** Where things are kept on disk. */
  public Folders folders() {
    return places.folders();
  }

  /** What a request's model may name and would be served. */
  public Names names() {
    return snapshots.current().names();
  }

  /** The prompt templates, and what they come to. */
  public Prompts prompts() {
    return snapshots.current().prompts();
  }

  /** Model and native files. */
  public ArtifactStore artifacts() {
    return snapshots.artifacts();
  }

  /**
   * What {@link #reload} would change now; changes nothing.
   *
   * @throws ConfigException that lists every problem
   */
  public ReloadPlan planReload() {
    return reloads.plan();
  }

  /**
   * Puts in force what the files say now, as one transaction; blocks until it serves. Running
   * answers end on what they began with; backends that are configured as before go on untouched.
   *
   * @throws ConfigException that lists every problem; then what was in force goes on
   */
  public ReloadReport reload() {
    return reload("reload()");
  }

  /**
   * The same.
   *
   * @param source who or what asks, for the history
   * @throws ConfigException that lists every problem; then what was in force goes on
   */
  public ReloadReport reload(String source) {
    return reloads.reload(source);
  }

  /**
   * Changes settings as a file would, puts them in force, and keeps them in the overlay file of
   * this configuration, which is merged over its own files.
   *
   * @param source who or what asks, for the history
   * @throws EngineException when a generation is pinned, or the file cannot be written
   * @throws ConfigException that lists every problem; then nothing has changed
   */
  public ReloadReport change(String source, SettingsChange change) {
    return reloads.change(source, change);
  }

  /**
   * Only keeps settings in the overlay file, once they are found to be right. An engine that runs
   * for the same configuration and watches its files takes them from there.
   *
   * @return what they change against what is in force here
   * @throws EngineException when a generation is pinned, or the file cannot be written
   * @throws ConfigException that lists every problem; then nothing has changed
   */
  public ReloadPlan save(SettingsChange change) {
    return reloads.save(change);
  }

  /**
   * Puts an earlier generation in force and keeps it, whatever the files say, until {@link #reload}
   * is called.
   *
   * @param generation its number; empty for the one before what is in force
   * @throws EngineException when it is not remembered
   * @throws ConfigException when it does not fit the plugins of now; then nothing has changed
   */
  public ReloadReport rollback(OptionalLong generation) {
    return reloads.rollback(generation);
  }

  /** The last generations, the newest first. */
  public List<Generation> history() {
    return reloads.history();
  }

  /** How the configuration in force stands to the files. */
  public ConfigState configState() {
    return reloads.state();
  }

  /** The number of the configuration in force, from 1. */
  public long generation() {
    return snapshots.current().generation();
  }

  @Override
  public void close() {
    closing.run();
  }

  /** Collects what an engine is made of. Not thread-safe. */
  public static final class Builder {
    private Environment environment = Environment.ofProcess();
    private @Nullable Path config;
    private @Nullable Path home;
    private @Nullable Folders folders;
    private final List<Path> plugins = new ArrayList<>();
    private final List<EngineListener> listeners = new ArrayList<>();
    private boolean watching = true;
    private Duration pluginCallLimit = PluginHost.DEFAULT_CALL_LIMIT;

    private Builder() {}

    /** The configuration's file or folder; else {@code JACKFIELD_CONFIG}, else the home's. */
    public Builder config(Path fileOrFolder) {
      this.config = fileOrFolder;
      return this;
    }

    /** One more folder of plugins, beside the home's own; it has to be there. */
    public Builder plugins(Path folder) {
      plugins.add(folder);
      return this;
    }

    /** The environment variables the engine may see; this process's own unless set. */
    public Builder environment(Environment environment) {
      this.environment = environment;
      return this;
    }

    /** The distribution's folder; else {@code JACKFIELD_HOME}. */
    public Builder home(Path home) {
      this.home = home;
      return this;
    }

    /** Where the engine keeps things; else by {@code JACKFIELD_DATA}, {@code JACKFIELD_CACHE}. */
    public Builder folders(Folders folders) {
      this.folders = folders;
      return this;
    }

    /** One more listener. */
    public Builder listener(EngineListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Whether changes of the files are put in force by themselves, as far as the configuration
     * wants it; true unless set.
     */
    public Builder watching(boolean watching) {
      this.watching = watching;
      return this;
    }

    /** How long calls into a plugin that do no I/O may take. */
    Builder pluginCallLimit(Duration limit) {
      this.pluginCallLimit = limit;
      return this;
    }

    /**
     * The engine.
     *
     * @throws ConfigException that lists every problem of the configuration
     * @throws EngineException when a folder of plugins that was named is not there
     */
    public Jackfield open() {
      Places places = Places.find(environment, config, home, folders);
      return EngineAssembly.open(
          places, plugins, environment, List.copyOf(listeners), watching, pluginCallLimit);
    }
  }
}
