package org.jackfield.plugin.llamacpp;

import java.util.Locale;
import org.jackfield.chattemplate.ChatTemplate;
import org.jackfield.plugin.llamacpp.ffm.ContextParams;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;

/**
 * A model that can be loaded, as far as that can be told without loading it: its file has been
 * looked at, and its template is understood. Immutable.
 *
 * @param name it was asked for by
 * @param file the header of its file
 * @param template writes its prompts
 * @param need of memory
 * @param settings of the backend
 */
record ModelPlan(
    String name, GgufFile file, ChatTemplate template, MemoryNeed need, LlamaCppSettings settings) {
  /** For the library's compute buffers, and whatever else grows meanwhile. */
  private static final long SPARE_BYTES = 256L << 20;

  /** Shorter contexts are of no use: then the model is refused. */
  private static final int LEAST_TOKENS = 512;

  /**
   * The context it gets. The length that is configured is taken as it is or refused; the default
   * shrinks until its cache takes no more than half of what would be left.
   *
   * <p>What has to fit is weights and cache together into the memory that is available now. The
   * library fills the cache at once, and a system that has no memory left ends the process; the
   * weights, although mapped from the file, are read for every token, and some kinds are copied.
   * Against the total, a machine that is half full would be overrun; the total only tells whether
   * waiting helps.
   *
   * @param leavingBytes of models that are unloaded before this one is loaded
   * @throws BackendException with all figures when it does not fit: {@link ErrorCode#OVERLOADED}
   *     when it would if others left, {@link ErrorCode#UNAVAILABLE} when it never will
   */
  ContextParams context(MachineMemory memory, long leavingBytes) {
    long available = Math.min(memory.totalBytes(), memory.availableBytes() + leavingBytes);
    double left = (double) available - SPARE_BYTES - need.weightBytes();
    int tokens = settings.contextTokens(file.contextLength());
    if (settings.contextTokens().isEmpty()) {
      while (tokens > LEAST_TOKENS && need.cacheBytes(tokens, settings.parallel()) > left / 2) {
        tokens = Math.max(LEAST_TOKENS, tokens / 2);
      }
    }
    long cache = need.cacheBytes(tokens, settings.parallel());
    if (cache > left) {
      throw refusal(tokens, cache, memory, available);
    }
    return new ContextParams(
        tokens,
        settings.parallel(),
        settings.batchTokens(),
        settings.threads(),
        settings.cache(),
        true);
  }

  private BackendException refusal(int tokens, long cache, MachineMemory memory, long available) {
    long weights = need.weightBytes();
    boolean ever = weights + (double) cache + SPARE_BYTES <= memory.totalBytes();
    return new BackendException(
            ever ? ErrorCode.OVERLOADED : ErrorCode.UNAVAILABLE,
            "The model %s needs %s for its weights, %s for %d x %d tokens of context and %s beside them; of %s of memory %s are available."
                .formatted(
                    name,
                    gigabytes(weights),
                    gigabytes(cache),
                    settings.parallel(),
                    tokens,
                    gigabytes(SPARE_BYTES),
                    gigabytes(memory.totalBytes()),
                    gigabytes(available)))
        .withHint(
            (ever ? "End other programs, lower" : "Lower")
                + " n_ctx or parallel, set kv_type to q8_0, or choose a smaller model.");
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
