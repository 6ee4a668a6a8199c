package org.jackfield.plugin.llamacpp.generate;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * One answer in the making, as its reader sees it. One thread reads; {@link #close} may be called
 * from any thread, any number of times.
 */
public final class Generation implements AutoCloseable {
  private final ModelWorker worker;
  private final OutputQueue output = new OutputQueue();
  private volatile boolean cancelled;
  private volatile boolean computing;

  /** Whether its place in the worker has been given back; guarded by the worker's lock. */
  boolean released;

  Generation(ModelWorker worker) {
    this.worker = worker;
  }

  /**
   * The next event; blocks.
   *
   * @throws BackendException {@link ErrorCode#CANCELLED} after {@link #close}; {@link
   *     ErrorCode#INTERNAL} when the model or the library failed; {@link ErrorCode#UNAVAILABLE}
   *     when the worker was closed
   */
  public GenerationEvent next() {
    return output.take(worker::wake);
  }

  /** Ends it: unblocks {@link #next}, stops the computation and frees its place. */
  @Override
  public void close() {
    if (cancelled) {
      return;
    }
    cancelled = true;
    output.cut(new BackendException(ErrorCode.CANCELLED, "The answer was closed by its reader."));
    worker.cancelled(this, computing);
  }

  OutputQueue output() {
    return output;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /**
   * Set by the worker before it looks at {@link #isCancelled}, so that a close in between is not
   * missed.
   */
  void computing(boolean now) {
    computing = now;
  }
}
