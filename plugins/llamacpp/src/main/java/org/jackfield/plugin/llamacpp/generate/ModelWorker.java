package org.jackfield.plugin.llamacpp.generate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jackfield.plugin.llamacpp.ffm.LlamaContext;
import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * The one platform thread that owns a model's native context and computes all its answers. Loading
 * begins when it is made. Thread-safe; {@code design.md} has the whole picture.
 */
public final class ModelWorker implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ModelWorker.class.getName());

  private final WorkerOptions options;
  private final CompletableFuture<LlamaModel> model = new CompletableFuture<>();
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Deque<Sequence> arrivals = new ArrayDeque<>(); // guarded by lock
  private int open; // guarded by lock: generations not yet released
  private boolean woken; // guarded by lock
  private boolean closed; // guarded by lock

  private volatile Runnable abort = () -> {};

  private ModelWorker(WorkerOptions options) {
    this.options = options;
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("jackfield-llamacpp-" + options.name())
            .unstarted(this::run);
  }

  /** Starts a worker, which begins to load its model. */
  public static ModelWorker start(WorkerOptions options) {
    ModelWorker worker = new ModelWorker(options);
    worker.thread.start();
    return worker;
  }

  /**
   * The model once it is loaded; fails with a {@link
   * org.jackfield.plugin.llamacpp.ffm.NativeException}. Valid until the worker is closed.
   */
  public CompletableFuture<LlamaModel> model() {
    return model.copy();
  }

  /**
   * Puts a generation in line.
   *
   * @throws BackendException {@link ErrorCode#CONTEXT_LENGTH} when the prompt does not fit; {@link
   *     ErrorCode#OVERLOADED} when too many wait; {@link ErrorCode#UNAVAILABLE} when the worker is
   *     closed
   */
  public Generation submit(GenerationRequest request) {
    int limit = options.context().sequenceTokens();
    if (request.prompt().length >= limit) {
      throw new BackendException(
              ErrorCode.CONTEXT_LENGTH,
              "The prompt has %d tokens and the context holds %d, one of them for the answer."
                  .formatted(request.prompt().length, limit))
          .withHint("Shorten the prompt, or raise n_ctx if the model allows it.");
    }
    Generation generation = new Generation(this);
    Sequence sequence = new Sequence(generation, request, limit);
    int places = options.context().sequences() + options.queueLimitRequests();
    lock.lock();
    try {
      if (closed) {
        throw unavailable();
      }
      if (open >= places) {
        throw new BackendException(
            ErrorCode.OVERLOADED,
            "%d answers are computed or wait already; %d are computed side by side and %d may wait."
                .formatted(open, options.context().sequences(), options.queueLimitRequests()));
      }
      open++;
      arrivals.addLast(sequence);
      work.signal();
    } finally {
      lock.unlock();
    }
    return generation;
  }

  /**
   * Whether it takes no generations any more: closed, or its model could not be loaded, or it
   * failed.
   */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Generations that have not ended. */
  public int openGenerations() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all generations, frees context and model, and waits for that. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    abort.run();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the thread still ends by itself
    }
  }

  void wake() {
    lock.lock();
    try {
      woken = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Gives the generation's place back at once; the thread drops the rest when it comes to it. */
  void cancelled(Generation generation, boolean computing) {
    if (computing) {
      abort.run();
    }
    lock.lock();
    try {
      arrivals.removeIf(sequence -> sequence.generation() == generation);
      release(generation);
      woken = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try (LlamaModel loaded = LlamaModel.load(options.nativeDirectory(), options.modelFile());
        LlamaContext context = LlamaContext.open(loaded, options.context())) {
      abort = () -> context.abort(true);
      Scheduler scheduler = new Scheduler(loaded, context, options.context(), this::release);
      model.complete(loaded);
      serve(scheduler, context);
    } catch (RuntimeException | Error e) {
      model.completeExceptionally(e);
    } finally {
      refuse();
    }
  }

  private void serve(Scheduler scheduler, LlamaContext context) {
    BackendException end = unavailable();
    try {
      while (await(scheduler, context)) {
        scheduler.step();
      }
    } catch (RuntimeException | Error e) {
      String message = "The worker of model " + options.name() + " failed: " + e;
      LOG.log(Level.ERROR, message, e);
      end = new BackendException(ErrorCode.INTERNAL, message, e);
    } finally {
      scheduler.endAll(end);
    }
  }

  /**
   * Hands new sequences over; blocks while there is nothing to do. False when it is time to end.
   */
  private boolean await(Scheduler scheduler, LlamaContext context) {
    lock.lock();
    try {
      while (!closed && arrivals.isEmpty() && !woken && scheduler.idle()) {
        work.awaitUninterruptibly();
      }
      // Lowered before anybody looks at what raised it: a close from now on raises it again.
      context.abort(false);
      woken = false;
      while (!arrivals.isEmpty()) {
        scheduler.add(arrivals.removeFirst());
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void release(Sequence sequence) {
    lock.lock();
    try {
      release(sequence.generation());
    } finally {
      lock.unlock();
    }
  }

  private void release(Generation generation) {
    if (!generation.released) {
      generation.released = true;
      open--;
    }
  }

  private void refuse() {
    lock.lock();
    try {
      closed = true;
      for (Sequence sequence : arrivals) {
        release(sequence.generation());
        sequence.fail(unavailable());
        sequence.publishEnd();
      }
      arrivals.clear();
    } finally {
      lock.unlock();
    }
  }

  private BackendException unavailable() {
    return new BackendException(
        ErrorCode.UNAVAILABLE, "The model " + options.name() + " has been unloaded.");
  }
}
