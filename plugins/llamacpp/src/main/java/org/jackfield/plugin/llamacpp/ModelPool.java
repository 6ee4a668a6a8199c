package org.jackfield.plugin.llamacpp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jackfield.plugin.llamacpp.ffm.ContextParams;
import org.jackfield.plugin.llamacpp.ffm.NativeException;
import org.jackfield.plugin.llamacpp.generate.ModelWorker;
import org.jackfield.plugin.llamacpp.generate.WorkerOptions;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The models of a backend that are in memory: loaded when first asked for, kept while in use, and
 * beyond the limit the one unused for longest makes room. A file is in memory once, whatever names
 * it is asked for by, and nothing makes room for a model that cannot be loaded. Thread-safe.
 */
final class ModelPool implements AutoCloseable {
  private final BackendContext context;
  private final LlamaCppSettings settings;
  private final ModelFiles files;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Path, Entry> entries = new LinkedHashMap<>(); // guarded by lock
  private long uses; // guarded by lock
  private boolean closed; // guarded by lock

  ModelPool(BackendContext context, LlamaCppSettings settings, ModelFiles files) {
    this.context = context;
    this.settings = settings;
    this.files = files;
  }

  /** The use of a loaded model under one of its names; must be closed, once. */
  final class Lease implements AutoCloseable {
    private final String name;
    private final Entry entry;
    private final ChatModel model;

    private Lease(String name, Entry entry, ChatModel model) {
      this.name = name;
      this.entry = entry;
      this.model = model;
    }

    String name() {
      return name;
    }

    ChatModel model() {
      return model;
    }

    @Override
    public void close() {
      release(entry);
    }
  }

  /** A model in memory or on its way there. */
  private static final class Entry {
    /** More names than a model has; other spellings are looked up each time. */
    private static final int MOST_NAMES = 16;

    final ModelPlan plan;
    final ContextParams params;
    final CompletableFuture<ChatModel> model = new CompletableFuture<>();
    final Set<String> names = new HashSet<>(); // guarded by the pool's lock
    volatile @Nullable ModelWorker worker; // set once, by the thread that loads
    int leases; // guarded by the pool's lock
    long lastUse; // guarded by the pool's lock

    Entry(ModelPlan plan, ContextParams params) {
      this.plan = plan;
      this.params = params;
    }

    Path file() {
      return plan.file().path();
    }

    void called(String name) {
      if (names.size() < MOST_NAMES) {
        names.add(name);
      }
    }

    boolean failed() {
      ModelWorker started = worker;
      return model.isCompletedExceptionally() || (started != null && started.isClosed());
    }

    /** What becomes free when it leaves. */
    long bytes() {
      return plan.need().weightBytes()
          + plan.need().cacheBytes(params.sequenceTokens(), params.sequences());
    }

    void unload() {
      ModelWorker started = worker;
      if (started != null) {
        started.close();
      }
    }
  }

  /**
   * The model, loaded first if it has to be; blocks.
   *
   * @throws BackendException when it cannot be found, pulled or loaded, or the attempt ends
   */
  Lease lease(String name, Attempt attempt) {
    if (attempt.cancelled()) {
      throw Waiting.cancelled();
    }
    Entry entry = entered(name).orElseGet(() -> enter(name, attempt));
    try {
      return new Lease(name, entry, Waiting.on(entry.model, attempt));
    } catch (BackendException e) {
      release(entry);
      throw e;
    }
  }

  /** The model if it is in memory. */
  Optional<ChatModel> loaded(String name) {
    lock.lock();
    try {
      return usable(name).filter(entry -> entry.model.isDone()).map(entry -> entry.model.join());
    } finally {
      lock.unlock();
    }
  }

  /** Unloads everything; waits until the memory is free. */
  @Override
  public void close() {
    List<Entry> all;
    lock.lock();
    try {
      closed = true;
      all = List.copyOf(entries.values());
      entries.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(Entry::unload);
  }

  /** The model with one more lease, if it is known by that name already. */
  private Optional<Entry> entered(String name) {
    lock.lock();
    try {
      refuseClosed();
      return usable(name).map(entry -> leased(entry, name));
    } finally {
      lock.unlock();
    }
  }

  /** What can be used under that name; call it with the lock. */
  private Optional<Entry> usable(String name) {
    return entries.values().stream()
        .filter(entry -> entry.names.contains(name) && !entry.failed())
        .findFirst();
  }

  private Entry leased(Entry entry, String name) {
    entry.called(name);
    entry.leases++;
    entry.lastUse = ++uses;
    return entry;
  }

  /** Finds the model and looks at it, and only then makes room and loads it. */
  private Entry enter(String name, Attempt attempt) {
    Path file = files.find(name, attempt);
    ModelPlan plan = files.plan(name, file);
    Path library = files.library(attempt);
    MachineMemory memory = MachineMemory.now();
    List<Entry> out = new ArrayList<>();
    Entry entry;
    lock.lock();
    try {
      refuseClosed();
      Entry known = entries.get(file);
      if (known != null && !known.failed()) {
        return leased(known, name);
      }
      out.addAll(leaving(name, known));
      long leavingBytes = out.stream().mapToLong(Entry::bytes).sum();
      entry = leased(new Entry(plan, plan.context(memory, leavingBytes)), name);
      out.forEach(gone -> entries.remove(gone.file()));
      entries.put(file, entry);
    } finally {
      lock.unlock();
    }
    out.forEach(Entry::unload);
    load(entry, library);
    return entry;
  }

  /** Those that have to leave for one more model; the failed one of the same file among them. */
  private List<Entry> leaving(String name, @Nullable Entry failed) {
    List<Entry> leaving = new ArrayList<>();
    if (failed != null) {
      leaving.add(failed);
    }
    int tooMany = entries.size() - leaving.size() + 1 - settings.maxModels();
    entries.values().stream()
        .filter(entry -> entry != failed && entry.leases == 0)
        .sorted(Comparator.comparingLong(entry -> entry.lastUse))
        .limit(Math.max(0, tooMany))
        .forEach(leaving::add);
    if (entries.size() - leaving.size() >= settings.maxModels()) {
      throw new BackendException(
              ErrorCode.OVERLOADED,
              "The model "
                  + name
                  + " cannot be loaded now: "
                  + entries.values().stream().map(entry -> entry.plan.name()).toList()
                  + " are in use.")
          .withHint("Wait, or raise max_models if there is memory for more.");
    }
    return leaving;
  }

  private void release(Entry entry) {
    boolean unload;
    lock.lock();
    try {
      entry.leases--;
      unload = entry.leases == 0 && entry.failed() && entries.remove(entry.file(), entry);
    } finally {
      lock.unlock();
    }
    if (unload) {
      entry.unload();
    }
  }

  /** Starts to load; what goes wrong is in the entry's future. */
  private void load(Entry entry, Path library) {
    long startNanos = System.nanoTime();
    ModelWorker worker;
    try {
      worker =
          ModelWorker.start(
              new WorkerOptions(
                  entry.plan.name(),
                  library,
                  entry.file(),
                  entry.params,
                  settings.queueLimitRequests()));
    } catch (OutOfMemoryError e) { // no thread to be had
      finish(entry, null, e, startNanos);
      return;
    }
    entry.worker = worker;
    var _ =
        worker
            .model()
            .thenApply(
                model -> new ChatModel(entry.plan, model, worker, entry.params.sequenceTokens()))
            .whenComplete((model, problem) -> finish(entry, model, problem, startNanos));
    if (isClosed()) {
      entry.unload();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void finish(
      Entry entry, @Nullable ChatModel model, @Nullable Throwable problem, long startNanos) {
    if (model != null) {
      long millis = (System.nanoTime() - startNanos) / 1_000_000;
      context
          .events()
          .notice(
              "loaded %s in %d ms: %d x %d tokens of context, %d threads"
                  .formatted(
                      entry.plan.name(),
                      millis,
                      settings.parallel(),
                      model.contextTokens(),
                      settings.threads()));
      entry.model.complete(model);
      return;
    }
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    entry.model.completeExceptionally(
        cause instanceof NativeException
            ? new BackendException(ErrorCode.UNAVAILABLE, String.valueOf(cause.getMessage()), cause)
            : new BackendException(
                ErrorCode.INTERNAL, "Loading " + entry.plan.name() + " failed: " + cause, cause));
  }

  private void refuseClosed() {
    if (closed) {
      throw new BackendException(
          ErrorCode.UNAVAILABLE, "The backend '" + context.name() + "' has been closed.");
    }
  }
}
