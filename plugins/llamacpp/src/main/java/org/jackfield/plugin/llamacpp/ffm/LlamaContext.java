package org.jackfield.plugin.llamacpp.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The working memory of a model: the key-value cache of its sequences and the compute buffers.
 * Belongs to the thread that made it; only {@link #abort} may be called from others.
 */
public final class LlamaContext implements AutoCloseable {
  /** How a decode ended. */
  public enum Outcome {
    /** All tokens are in the cache and the wanted scores are there. */
    DONE,
    /** Stopped by {@link LlamaContext#abort}; some of the tokens may be in the cache. */
    ABORTED
  }

  private final LlamaCalls calls;
  private final NativeLog log;
  private final MemorySegment context;
  private final MemorySegment memory;
  private final Arena arena;
  private final TokenBatch batch;
  private final int vocabularySize;
  private final AbortFlag abortFlag;
  private int currentThreads;

  private LlamaContext(LlamaModel model, ContextParams params, Arena arena, AbortFlag abortFlag) {
    this.calls = model.library().calls();
    this.log = model.library().log();
    this.arena = arena;
    this.abortFlag = abortFlag;
    this.vocabularySize = model.vocabularySize();
    log.forget();
    context = calls.contextNew(model.handle(), nativeParams(params));
    if (context.address() == 0) {
      throw new NativeException(
          "llama.cpp could not make a context of %d x %d tokens: %s"
              .formatted(params.sequences(), params.sequenceTokens(), log.reason()));
    }
    currentThreads = params.threads();
    memory = calls.memory(context);
    batch = new TokenBatch(arena, params.batchTokens());
  }

  /**
   * Makes a context; allocates its whole key-value cache.
   *
   * @throws NativeException when memory is short or the model cannot generate
   */
  public static LlamaContext open(LlamaModel model, ContextParams params) {
    Arena arena = Arena.ofConfined();
    try {
      return new LlamaContext(model, params, arena, new AbortFlag());
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private MemorySegment nativeParams(ContextParams params) {
    MemorySegment p = calls.contextDefaults(arena);
    p.set(
        JAVA_INT, LlamaAbi.N_CTX, Math.multiplyExact(params.sequenceTokens(), params.sequences()));
    p.set(JAVA_INT, LlamaAbi.N_BATCH, params.batchTokens());
    p.set(JAVA_INT, LlamaAbi.N_UBATCH, params.batchTokens());
    p.set(JAVA_INT, LlamaAbi.N_SEQ_MAX, params.sequences());
    p.set(JAVA_INT, LlamaAbi.N_OUTPUTS_MAX, params.sequences());
    p.set(JAVA_INT, LlamaAbi.N_THREADS, params.threads());
    p.set(JAVA_INT, LlamaAbi.N_THREADS_BATCH, params.threads());
    p.set(JAVA_INT, LlamaAbi.FLASH_ATTENTION, params.flashAttention() ? -1 : 0);
    p.set(JAVA_INT, LlamaAbi.TYPE_K, params.cache().number());
    p.set(JAVA_INT, LlamaAbi.TYPE_V, params.cache().number());
    p.set(ADDRESS, LlamaAbi.ABORT_CALLBACK, abortCallback());
    p.set(JAVA_BOOLEAN, LlamaAbi.KV_UNIFIED, false);
    return p;
  }

  private MemorySegment abortCallback() {
    try {
      MethodType type = MethodType.methodType(boolean.class, MemorySegment.class);
      return calls.upcall(
          MethodHandles.lookup().bind(abortFlag, "isRaised", type),
          LlamaCalls.abortCallback(),
          arena);
    } catch (ReflectiveOperationException e) {
      throw new NativeException("The abort callback cannot be bound", e);
    }
  }

  /** The batch to fill for the next decode. */
  public TokenBatch batch() {
    return batch;
  }

  /** Tokens that one sequence can hold; at least what was asked for. */
  public int sequenceTokens() {
    return calls.contextSequenceLength(context);
  }

  /** Sets how many threads compute from the next decode on. */
  public void threads(int threads) {
    if (threads != currentThreads) {
      calls.contextThreads(context, threads);
      currentThreads = threads;
    }
  }

  /**
   * Computes the batch.
   *
   * @throws NativeException when the library failed; the tokens may be in the cache or not
   */
  public Outcome decode() {
    log.forget();
    int code = calls.decode(context, batch.struct());
    return switch (code) {
      case 0 -> Outcome.DONE;
      case 2 -> Outcome.ABORTED;
      default ->
          throw new NativeException(
              "llama_decode ended with code %d for %d tokens: %s"
                  .formatted(code, batch.size(), log.reason()));
    };
  }

  /** Scores of the next token, one float per vocabulary entry; valid until the next decode. */
  public MemorySegment logits(int batchIndex) {
    MemorySegment logits = calls.logits(context, batchIndex);
    if (logits.address() == 0) {
      throw new NativeException(
          "llama.cpp has no logits for batch index " + batchIndex + ": " + log.reason());
    }
    return logits.reinterpret(4L * vocabularySize);
  }

  /** Tokens of the sequence that are in the cache. */
  public int cached(int sequence) {
    return calls.memoryLast(memory, sequence) + 1;
  }

  /**
   * Forgets all but the first tokens of a sequence. Some architectures can only forget the whole.
   *
   * @return how many are left
   */
  public int keep(int sequence, int tokens) {
    if (tokens > 0 && calls.memoryRemove(memory, sequence, tokens, -1)) {
      return tokens;
    }
    calls.memoryRemove(memory, sequence, -1, -1);
    return 0;
  }

  /**
   * Makes the decode that runs now, and every later one, end at once, until lowered again. From any
   * thread.
   */
  public void abort(boolean raised) {
    abortFlag.raise(raised);
  }

  /** Frees the memory. Call once, on the thread that made it. */
  @Override
  public void close() {
    calls.contextFree(context);
    arena.close();
  }
}
