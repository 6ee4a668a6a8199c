package org.jackfield.plugin.llamacpp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jackfield.plugin.llamacpp.ffm.ContextParams;
import org.jackfield.plugin.llamacpp.ffm.NativeException;
import org.jackfield.plugin.llamacpp.generate.ModelWorker;
import org.jackfield.plugin.llamacpp.generate.WorkerOptions;
import org.jackfield.plugin.llamacpp.gguf.GgufException;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The models of a backend that are in memory: loaded when first asked for, kept while in use, and
 * beyond the limit the one unused for longest makes room. Thread-safe.
 */
final class ModelPool implements AutoCloseable {
  private final BackendContext context;
  private final LlamaCppSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Entry> entries = new LinkedHashMap<>(); // guarded by lock
  private long uses; // guarded by lock
  private boolean closed; // guarded by lock

  ModelPool(BackendContext context, LlamaCppSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  /** The use of a loaded model; must be closed, once. */
  final class Lease implements AutoCloseable {
    private final Entry entry;
    private final ChatModel model;

    private Lease(Entry entry, ChatModel model) {
      this.entry = entry;
      this.model = model;
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
    final String name;
    final CompletableFuture<ChatModel> model = new CompletableFuture<>();
    volatile @Nullable ModelWorker worker; // set once, by the thread that loads
    int leases; // guarded by the pool's lock
    long lastUse; // guarded by the pool's lock

    Entry(String name) {
      this.name = name;
    }

    boolean failed() {
      ModelWorker started = worker;
      return model.isCompletedExceptionally() || (started != null && started.isClosed());
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
    while (true) {
      if (attempt.cancelled()) {
        throw Waiting.cancelled();
      }
      Entry entry = enter(name, attempt);
      try {
        return new Lease(entry, Waiting.on(entry.model, attempt));
      } catch (BackendException e) {
        release(entry);
        // Somebody else's pull that was cancelled is no reason to give up.
        if (e.code() != ErrorCode.CANCELLED || attempt.cancelled()) {
          throw e;
        }
      }
    }
  }

  /** The model if it is in memory. */
  Optional<ChatModel> loaded(String name) {
    lock.lock();
    try {
      Entry entry = entries.get(name);
      if (entry == null || entry.failed() || !entry.model.isDone()) {
        return Optional.empty();
      }
      return Optional.of(entry.model.join());
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

  private Entry enter(String name, Attempt attempt) {
    List<Entry> out = new ArrayList<>();
    Entry entry;
    boolean created = false;
    lock.lock();
    try {
      if (closed) {
        throw unloaded();
      }
      Entry known = entries.get(name);
      if (known != null && known.failed()) {
        entries.remove(name);
        out.add(known);
        known = null;
      }
      if (known == null) {
        makeRoom(name, out);
        known = new Entry(name);
        entries.put(name, known);
        created = true;
      }
      entry = known;
      entry.leases++;
      entry.lastUse = ++uses;
    } finally {
      lock.unlock();
      out.forEach(Entry::unload);
    }
    if (created) {
      load(entry, attempt);
    }
    return entry;
  }

  private void makeRoom(String name, List<Entry> out) {
    while (entries.size() >= settings.maxModels()) {
      Entry idle =
          entries.values().stream()
              .filter(entry -> entry.leases == 0)
              .min(Comparator.comparingLong(entry -> entry.lastUse))
              .orElseThrow(
                  () ->
                      new BackendException(
                              ErrorCode.OVERLOADED,
                              "The model "
                                  + name
                                  + " cannot be loaded now: "
                                  + entries.keySet()
                                  + " are in use.")
                          .withHint("Wait, or raise max_models if there is memory for more."));
      entries.remove(idle.name);
      out.add(idle);
    }
  }

  private void release(Entry entry) {
    boolean unload;
    lock.lock();
    try {
      entry.leases--;
      unload = entry.leases == 0 && entry.failed() && entries.remove(entry.name, entry);
    } finally {
      lock.unlock();
    }
    if (unload) {
      entry.unload();
    }
  }

  /** Pulls, checks and starts to load; what goes wrong is in the entry's future. */
  private void load(Entry entry, Attempt attempt) {
    try {
      long startNanos = System.nanoTime();
      Path library = context.artifacts().locate(ArtifactKind.NATIVE, settings.library(), attempt);
      Path file = context.artifacts().locate(ArtifactKind.MODEL, entry.name, attempt);
      GgufFile header = GgufFile.read(file);
      int tokens = (int) Math.min(settings.contextTokens(), header.contextLength());
      ContextParams params =
          new ContextParams(
              tokens,
              settings.parallel(),
              settings.batchTokens(),
              settings.threads(),
              settings.cache(),
              true);
      ModelWorker worker =
          ModelWorker.start(
              new WorkerOptions(entry.name, library, file, params, settings.queueLimitRequests()));
      entry.worker = worker;
      var _ =
          worker
              .model()
              .thenApply(model -> ChatModel.of(entry.name, header, model, worker, tokens))
              .whenComplete((model, problem) -> finish(entry, model, problem, startNanos));
      lock.lock();
      try {
        if (closed) {
          throw unloaded();
        }
      } finally {
        lock.unlock();
      }
    } catch (BackendException e) {
      entry.model.completeExceptionally(e);
    } catch (GgufException e) {
      entry.model.completeExceptionally(
          unusable(String.valueOf(e.getMessage()), e)
              .withHint("Remove the file and pull the model again."));
    } catch (IOException e) {
      entry.model.completeExceptionally(
          unusable("The model " + entry.name + " cannot be read: " + e.getMessage(), e));
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
                      entry.name,
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
            ? unusable(String.valueOf(cause.getMessage()), cause)
            : new BackendException(
                ErrorCode.INTERNAL, "Loading " + entry.name + " failed: " + cause, cause));
  }

  private static BackendException unusable(String message, Throwable cause) {
    return new BackendException(ErrorCode.UNAVAILABLE, message, cause);
  }

  private BackendException unloaded() {
    return new BackendException(
        ErrorCode.UNAVAILABLE, "The backend '" + context.name() + "' has been closed.");
  }
}
